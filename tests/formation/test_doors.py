"""Thousands of tries at other people's seats (goal S11), and three organisations side by side (S4).

The long forms: `TRIES=10000` and `OPERATIONS=100000` before the command; see bench/doors.py.
"""

from __future__ import annotations

import itertools
import os
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model, QuerySet
from django.test import Client

from levelground.accounts.models import Person
from levelground.formation.actions import seats
from levelground.formation.actions.seats import publish, say_wrong, say_yes
from levelground.formation.domain.objections import Objection
from levelground.formation.models import Round, Seat
from levelground.formation.queries.rounds import rounds_of, version_of
from levelground.formation.queries.seats import seats_of
from levelground.groups.actions.groups import end_group, leave_group
from levelground.groups.models import Group, Member
from levelground.groups.queries.groups import groups_of, living_groups_of
from levelground.runtime import clock
from levelground.sessions.actions.sessions import plan_session
from levelground.sessions.queries.sessions import sessions_of
from tests.formation.making import candidates, make_proposal
from tests.make import make_person, signed_in

pytestmark = pytest.mark.django_db
TRIES = int(os.environ.get("TRIES", "200"))
OPERATIONS = int(os.environ.get("OPERATIONS", "300"))
STEPS = 100  # of a story
ROUNDS = 6  # in a story
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

    for place in ("views.seats", "actions.seats"):
        monkeypatch.setattr(f"levelground.formation.{place}.seats_of", anybody)

    try:
        joins = false_joins(120)
    except IntegrityError:  # somebody got in twice, so far did they come
        joins = 1
    assert joins > 0


# Three organisations side by side


Row = TypeVar("Row", bound=Model)


class Houses:
    """Coordinators and members of three organisations, and groups across them: one random story.

    It knows who may see what. In every other step somebody looks through every door, and at the end
    everybody does: what was shown wrongly stays so until it is looked at.
    """

    def __init__(self, seed: int, done: Counter[str]) -> None:
        self.chance = random.Random(seed)  # noqa: S311  a seed, no secret
        self.done = done
        self.coordinators = [
            make_person(f"Fay of {house}", email=f"fay@{house}.example", is_staff=True)
            for house in HOUSES
        ]
        self.people = list(self.coordinators)
        self.rounds: dict[int, int] = {}

    def tell(self) -> None:
        acts = {
            self.a_round_is_asked: 2,
            self.somebody_says_yes: 12,
            self.all_of_a_group_say_yes: 3,
            self.something_is_wrong: 2,
            self.somebody_leaves: 4,
            self.a_group_plans: 4,
            self.a_group_ends: 1,
        }
        for _ in range(STEPS):
            [act] = self.chance.choices(list(acts), weights=list(acts.values()))
            act()
            self.look(self.chance.choice(self.people))
        for person in self.people:
            self.look(person)

    def look(self, person: Person) -> None:
        assert across(person, self.rounds) == [], f"after {self.done.total()} operations"
        self.done["looked through every door"] += 1

    def a_round_is_asked(self) -> None:
        if len(self.rounds) < ROUNDS:
            house = self.chance.randrange(len(HOUSES))
            by = self.coordinators[house]
            round_ = round_of(f"{HOUSES[house]}-{len(self.rounds)}", by)
            self.rounds[round_.pk] = by.pk
            seats = Seat.objects.filter(group__publication__round=round_)
            self.people += [account(email) for email in seats.values_list("email", flat=True)]
            self.done["asked a round"] += 1

    def somebody_says_yes(self) -> None:
        for seat in self._some(self._waiting()):
            self._yes(seat)

    def all_of_a_group_say_yes(self) -> None:
        for one in self._some(self._waiting()):
            for seat in self._waiting().filter(group=one.group):
                self._yes(seat)

    def something_is_wrong(self) -> None:
        for seat in self._some(self._waiting()):
            kind = self.chance.choice((Objection.ELSE, Objection.OUT))
            say_wrong(seat=seat, by=account(seat.email), kind=kind)
            self.done["said that something is wrong"] += 1

    def somebody_leaves(self) -> None:
        for member in self._some(Member.objects.filter(left_at=None)):
            leave_group(member=member)
            self.done["left"] += 1

    def a_group_plans(self) -> None:
        here = Member.objects.filter(left_at=None, group__ended_at=None)
        for one in self._some(here.select_related("person", "group")):
            now = clock.now()
            plan_session(group=one.group, by=one.person, starts_at=now, minutes=60, frame="meeting")
            self.done["planned a session"] += 1

    def a_group_ends(self) -> None:
        for group in self._some(Group.objects.filter(ended_at=None)):
            end_group(group=group)
            self.done["ended a group"] += 1

    def _waiting(self) -> QuerySet[Seat]:
        seats = Seat.objects.filter(state="asked")
        return seats.select_related("group__publication__round")

    def _yes(self, seat: Seat) -> None:
        say_yes(seat=seat, by=account(seat.email))
        self.done["said yes"] += 1

    def _some(self, rows: QuerySet[Row]) -> list[Row]:
        """One of them, if there is one."""
        count = rows.count()
        return [rows.order_by("pk")[self.chance.randrange(count)]] if count else []


DOORS: dict[str, Callable[[Person], QuerySet[Any]]] = {
    "groups": groups_of,
    "living": living_groups_of,
    "sessions": sessions_of,
    "rounds": rounds_of,
    "seats": seats_of,
}
THEIRS = """
    WITH mine AS (
        SELECT group_id FROM groups_member WHERE person_id = %(person)s AND left_at IS NULL
    )
    SELECT 'groups', group_id FROM mine
    UNION ALL SELECT 'living', id FROM groups_group WHERE id IN mine AND ended_at IS NULL
    UNION ALL SELECT 'sessions', id FROM group_sessions_session WHERE group_id IN mine
    UNION ALL SELECT 'seats', seat.id FROM formation_seat AS seat
        JOIN formation_proposedgroup AS proposed ON proposed.id = seat.group_id
        WHERE seat.email = %(email)s AND proposed.stands_at IS NULL
"""  # what is somebody's, said once more and in another language than the doors


def across(person: Person, rounds: dict[int, int]) -> list[str]:
    """What this person is shown that is not theirs, or is theirs and not shown, at every door."""
    theirs: dict[str, set[int]] = {name: set() for name in DOORS}
    theirs["rounds"] = {pk for pk, by in rounds.items() if by == person.pk}
    with connection.cursor() as cursor:
        cursor.execute(THEIRS, {"person": person.pk, "email": person.email})
        for name, pk in cursor.fetchall():
            theirs[name].add(pk)
    return [
        f"{name}: {shown} instead of {theirs[name]}"
        for name, door in DOORS.items()
        if (shown := set(door(person).values_list("pk", flat=True))) != theirs[name]
    ]


def look_at(operations: int) -> Counter[str]:
    """Random stories, each in a world of its own, until so much has been done in them."""
    done: Counter[str] = Counter()
    for seed in itertools.count():
        if done.total() >= operations:
            break
        with transaction.atomic():
            Houses(seed, done).tell()
            transaction.set_rollback(True)
    return done


@pytest.fixture
def _no_post(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters are most of the time that a round takes, and no door."""
    monkeypatch.setattr(seats, "post", lambda **_letter: None)


@pytest.mark.usefixtures("_no_post")
def test_three_organisations_see_nothing_of_one_another():
    done = look_at(OPERATIONS)

    assert len(done) == 7, "everything that can be done was done"
    print(f"\n{done.total()} operations: {dict(done)}")  # noqa: T201  for whoever measures


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.usefixtures("_no_post")
def test_control_a_door_that_shows_another_house_is_noticed(
    door: str, monkeypatch: pytest.MonkeyPatch
):
    everything = DOORS[door](make_person("Ada")).model._default_manager.all()
    monkeypatch.setitem(DOORS, door, lambda _person: everything.all())

    with pytest.raises(AssertionError, match="instead of"):
        look_at(OPERATIONS)
