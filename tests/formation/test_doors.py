"""Thousands of tries at other people's seats (goal S11), and three organisations side by side (S4).

The long forms: `TRIES=10000` and `EXAMPLES=5000` before the command; see bench/doors.py.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from levelground.accounts.models import Person
from levelground.formation.confirming import publish, say_wrong, say_yes
from levelground.formation.models import Round, Seat
from levelground.formation.queries import rounds_of, version_of
from levelground.formation.seats import seats_of
from levelground.formation.told import Wrong
from levelground.groups.actions import end_group, leave_group
from levelground.groups.models import Group, Member
from levelground.groups.queries import current_members, groups_of, living_groups_of
from levelground.live import clock
from levelground.sessions.actions import plan_session
from levelground.sessions.models import Session
from levelground.sessions.queries import sessions_of
from tests.formation.making import candidates, make_proposal
from tests.make import make_person, signed_in

pytestmark = pytest.mark.django_db
TRIES = int(os.environ.get("TRIES", "200"))
EXAMPLES = int(os.environ.get("EXAMPLES", "4"))
STEPS = 20
HOUSES = ("north", "south", "harbour")


def round_of(house: str, by: Person) -> Round:
    """Ten people of one organisation and of the two others, who are asked."""
    people = [
        replace(one, id=f"{house}-{at}@{HOUSES[at % 3]}.example")
        for at, one in enumerate(candidates())
    ]
    round_ = make_proposal(by, people=people)
    publish(round_=round_, by=by, version=version_of(round_))
    return round_


def account(email: str) -> Person:
    found = Person.objects.filter(email=email).first()
    return found or Person.objects.create_user(email, name=email.split("@", maxsplit=1)[0])


# Other people's seats


def nearly_agreed() -> list[Seat]:
    """In every group one yes is missing: whoever says it brings five people together."""
    for house in HOUSES:
        round_of(house, make_person(f"Fay of {house}", email=f"fay@{house}.example", is_staff=True))
    for group in {seat.group_id for seat in Seat.objects.all()}:
        for seat in Seat.objects.filter(group=group)[1:]:
            say_yes(seat=seat, by=account(seat.email))
    return list(Seat.objects.filter(state="asked"))


def false_joins(tries: int) -> int:
    """How many groups came about by tries of people at seats that are not theirs."""
    open_seats = nearly_agreed()
    answered = list(Seat.objects.exclude(state="asked").values_list("pk", flat=True))
    people = [*Person.objects.all(), *(account(f"stranger-{n}@x.example") for n in range(3))]
    browsers: dict[int, Client] = {person.pk: signed_in(person) for person in people}
    chance = random.Random(11)  # noqa: S311  a seed, no secret
    numbers = [*(seat.pk for seat in open_seats), *answered, 0, 999_999]
    owner = dict(Seat.objects.values_list("pk", "email"))
    for _ in range(tries):
        person, number = chance.choice(people), chance.choice(numbers)
        is_theirs = owner.get(number) == person.email
        if is_theirs and number not in answered:
            continue  # the one who may
        page = chance.choice(("", "", "wrong/"))
        said = {"kind": chance.choice(("apart", "else", "out")), "whom": "1"}
        with transaction.atomic():
            response = browsers[person.pk].post(f"/seats/{number}/{page}", said)
            if is_theirs:
                transaction.set_rollback(True)  # who changes their mind: a replay, or a wrong
            else:
                assert response.status_code in {302, 404}
    return Group.objects.count()


def test_tries_at_other_peoples_seats_bring_nobody_together():
    assert false_joins(TRIES) == 0
    assert Seat.objects.filter(state="asked").count() == 2 * len(HOUSES)


def test_control_a_seat_that_does_not_ask_whose_it_is_is_noticed(monkeypatch: pytest.MonkeyPatch):
    def anybody(_person: Person) -> Any:
        return Seat.objects.open(clock.now()).select_related("group__publication__round")

    for place in ("seat_views", "confirming"):
        monkeypatch.setattr(f"levelground.formation.{place}.seats_of", anybody)

    try:
        joins = false_joins(120)
    except IntegrityError:  # somebody got in twice, so far did they come
        joins = 1
    assert joins > 0


# Three organisations side by side


class Houses(RuleBasedStateMachine):
    """Coordinators and members of three organisations, and groups across them.

    The machine knows who may see what; after each step somebody looks through every door.
    """

    def __init__(self) -> None:
        super().__init__()
        self.everything = transaction.atomic()
        self.everything.__enter__()
        self.coordinators = [
            make_person(f"Fay of {house}", email=f"fay@{house}.example", is_staff=True)
            for house in HOUSES
        ]
        self.rounds: dict[int, int] = {}
        self.chance = random.Random(0)  # noqa: S311  reseeded by hypothesis at every step

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.everything.__exit__(None, None, None)

    @rule(house=st.integers(0, 2))
    def a_round_is_asked(self, house: int) -> None:
        if len(self.rounds) < 4:
            by = self.coordinators[house]
            round_ = round_of(f"{HOUSES[house]}-{len(self.rounds)}", by)
            self.rounds[round_.pk] = by.pk

    @rule(seed=st.integers(0, 9999), all_=st.booleans())
    def people_say_yes(self, seed: int, *, all_: bool) -> None:
        self.chance.seed(seed)
        waiting = list(Seat.objects.filter(state="asked").order_by("pk"))
        if waiting:
            one = self.chance.choice(waiting)
            for seat in [s for s in waiting if s.group_id == one.group_id] if all_ else [one]:
                say_yes(seat=seat, by=account(seat.email))

    @rule(seed=st.integers(0, 9999), kind=st.sampled_from((Wrong.ELSE, Wrong.OUT)))
    def something_is_wrong(self, seed: int, kind: Wrong) -> None:
        self.chance.seed(seed)
        waiting = list(Seat.objects.filter(state="asked").order_by("pk"))
        if waiting:
            seat = self.chance.choice(waiting)
            say_wrong(seat=seat, by=account(seat.email), kind=kind)

    @rule(seed=st.integers(0, 9999))
    def somebody_leaves(self, seed: int) -> None:
        self.chance.seed(seed)
        members = list(Member.objects.filter(left_at=None).order_by("pk"))
        if members:
            leave_group(member=self.chance.choice(members))

    @rule(seed=st.integers(0, 9999), ends=st.booleans())
    def a_group_plans_or_ends(self, seed: int, *, ends: bool) -> None:
        self.chance.seed(seed)
        groups = list(Group.objects.filter(ended_at=None).order_by("pk"))
        if not groups:
            return
        group = self.chance.choice(groups)
        first = current_members(group=group).first()
        if ends:
            end_group(group=group)
        elif first is not None:
            plan_session(
                group=group, by=first.person, starts_at=clock.now(), minutes=60, frame="meeting"
            )

    @invariant()
    def nobody_sees_what_is_not_theirs(self) -> None:
        for person in Person.objects.order_by("?")[:2]:
            assert across(person, self.rounds) == []


Door = tuple[str, Callable[[Person], QuerySet[Any]], Iterable[int]]


def across(person: Person, rounds: dict[int, int]) -> list[str]:
    """What this person is shown that is not theirs, or is theirs and not shown, at every door."""
    mine = set(Member.objects.filter(person=person, left_at=None).values_list("group", flat=True))
    here: Sequence[Door] = (
        ("groups", groups_of, mine),
        (
            "living",
            living_groups_of,
            set(Group.objects.filter(pk__in=mine, ended_at=None).values_list("pk", flat=True)),
        ),
        (
            "sessions",
            sessions_of,
            set(Session.objects.filter(group__in=mine).values_list("pk", flat=True)),
        ),
        ("rounds", rounds_of, {pk for pk, by in rounds.items() if by == person.pk}),
        (
            "seats",
            seats_of,
            {
                pk
                for pk, email, stands in Seat.objects.values_list("pk", "email", "group__stands_at")
                if email == person.email and stands is None
            },
        ),
    )
    return [
        f"{name}: {shown} instead of {set(theirs)}"
        for name, door, theirs in here
        if (shown := {row.pk for row in door(person)}) != set(theirs)
    ]


def look_at(machine: type[Houses], examples: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            deadline=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_three_organisations_see_nothing_of_one_another():
    look_at(Houses, EXAMPLES)


def test_control_a_door_that_shows_another_house_is_noticed(monkeypatch: pytest.MonkeyPatch):
    def every(_person: Person) -> QuerySet[Any]:
        return Round.objects.all()

    monkeypatch.setitem(globals(), "rounds_of", every)

    with pytest.raises(AssertionError):
        look_at(Houses, 5)
