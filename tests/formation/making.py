"""Rounds for tests, made without a search where the test is about something else."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.test import Client

from levelground.accounts.models import Person
from levelground.core.formation import Free, Rules, Weights
from levelground.core.formation import Person as Candidate
from levelground.formation.actions.rounds import (
    ask_for_search,
    begin_round,
    draft_people,
    set_rules,
    take_people,
)
from levelground.formation.actions.search_runs import finish_search, take_search
from levelground.formation.actions.seats import publish
from levelground.formation.domain import search_worker
from levelground.formation.domain.roster import Listed
from levelground.formation.models import Publication, Round, Search, Seat
from levelground.formation.queries.rounds import version_of
from levelground.formation.tasks import searching
from levelground.groups.actions.groups import form_group
from levelground.groups.models import Group
from levelground.programmes.actions.invitations import ask_one
from levelground.programmes.actions.programmes import say
from levelground.programmes.actions.programmes import say_yes as join
from levelground.programmes.domain.packing import InviteeRow
from levelground.programmes.models import Invitee, Programme
from levelground.runtime import clock
from levelground.terminal.form_example import people_csv
from tests.make import make_person, signed_in

ME = "this test"
TUESDAY = 24 * 60
LATER = TUESDAY * 2
ROLES = ("nurse", "driver", "planner", "librarian", "advocate")


def candidates(count: int = 10, **more: Any) -> tuple[Candidate, ...]:
    """People who could all meet: trained, one language, one time; each of a role and an age."""
    return tuple(
        Candidate(
            id=f"person-{at}@example.org",
            name=f"Person {at}",
            organisation=f"House {at % 3}",
            trained=True,
            languages=("English",),
            free=(Free(starts=TUESDAY + 540, ends=TUESDAY + 780),),
            answers={"role": (ROLES[at % len(ROLES)],), "age": float(20 + 3 * at)},
            **more.get(str(at), {}),
        )
        for at in range(count)
    )


def make_round(
    by: Person,
    *,
    people: Sequence[Candidate] | None = None,
    rules: Rules | None = None,
    seconds: int = 0,
) -> Round:
    """A round with its people in."""
    round_ = begin_round(by=by, name="Autumn")
    draft_people(round_=round_, listed=Listed(people=tuple(people or candidates())))
    take_people(round_=round_)
    set_rules(round_=round_, rules=rules or Rules(), weights=Weights(), seconds=seconds)
    return round_


def make_proposal(
    by: Person,
    *,
    groups: Sequence[Sequence[int]] = ((0, 1, 2, 3, 4), (5, 6, 7, 8, 9)),
    people: Sequence[Candidate] | None = None,
    rules: Rules | None = None,
    told: dict[str, Any] | None = None,
) -> Round:
    """A round with groups proposed, as if a search had found these."""
    round_ = make_round(by, people=people, rules=rules)
    propose(round_, groups=groups, told=told)
    return round_


def propose(
    round_: Round, *, groups: Sequence[Sequence[int]], told: dict[str, Any] | None = None
) -> None:
    """As if a search had found these groups."""
    ask_for_search(round_=round_)
    search = taken()
    answer = {
        "groups": [list(members) for members in groups],
        "names": [f"group {at + 1}" for at in range(len(groups))],
        "is_proven": False,
    }
    assert finish_search(search=search, holder=ME, answer=answer, explanations=told or {})


def make_seat(*, by: Person, email: str) -> Seat:
    """A seat for this address, in a round of somebody else."""
    people = [replace(candidates()[0], id=email), *candidates()[1:]]
    round_ = make_proposal(by, people=people)
    publish(round_=round_, by=by, version=version_of(round_))
    return Seat.objects.get(email=email)


def seated(number: int) -> Seat:
    """The seat of one person of a list, by their number."""
    return Seat.objects.get(number=number, group__stands_at=None)


def person_at(number: int) -> Person:
    """Who has this seat: somebody with that address, with a new account if need be."""
    email = seated(number).email
    found = Person.objects.filter(email=email).first()
    return found or Person.objects.create_user(email, name=f"Person {number}")


def answer(number: int, page: str = "", **said: Any) -> Any:
    """What this person's browser is answered when they say yes, or something else at `page`."""
    return signed_in(person_at(number)).post(f"/seats/{seated(number).pk}/{page}", said)


def everybody_says_yes(*, group: int, but: Sequence[int] = ()) -> None:
    """All of a proposed group, by its number in the proposal."""
    waiting = Seat.objects.filter(group__number=group, state="asked")
    for number in list(waiting.values_list("number", flat=True)):
        if number not in but:
            answer(number)


def taken() -> Search:
    search = take_search(holder=ME, until=clock.now() + timedelta(minutes=1))
    assert search is not None
    return search


@contextmanager
def later(**time: float) -> Iterator[None]:
    """Some time after now."""
    with clock.held(clock.now() + timedelta(**time)):
        yield


def searched(search: Search) -> dict[str, Any]:
    """What the process of a search would say at its end, from this very process."""
    task = search_worker.task_from(json.dumps(searching.task_of(search)))
    *_, last = search_worker.steps(task, is_over=lambda: False)
    return last


def example() -> io.BytesIO:
    """The sample of `levelground form --example`, as a file to hand in."""
    file = io.BytesIO(people_csv().encode())
    file.name = "people.csv"
    return file


class Desk:
    """A coordinator's browser at one round."""

    def __init__(self, round_: Round, *, client: Client | None = None) -> None:
        self.round = round_
        by = round_.programme.by if round_.programme else round_.by
        assert by
        self.client = client or signed_in(by)

    def get(self, page: str = "", **headers: str) -> Any:
        return self.client.get(f"/forming/{self.round.pk}/{page}", headers=headers)

    def post(self, page: str, **data: Any) -> Any:
        return self.client.post(f"/forming/{self.round.pk}/{page}", data)

    def change(self, kind: str, **what: int) -> Any:
        return self.post("changes/", kind=kind, version=version_of(self.round), **what)

    def text(self, page: str = "") -> str:
        return str(self.get(page).content.decode())


def joins(programme: Programme, number: int) -> Person:
    """Somebody new who says yes to a programme."""
    person = make_person(f"Person-{number}", email=f"p{number}@x.example")
    ask_one(programme=programme, known=InviteeRow(email=person.email, name=f"Person-{number} Moe"))
    week = ((TUESDAY + 540, TUESDAY + 780),)
    say(person=person, free=week, languages=("English",), trained=True)
    join(invitee=Invitee.objects.get(email=person.email), by=person)
    return person


def begin(programme: Programme) -> Desk:
    """A round of a programme."""
    data = {"name": "Spring", "programme": programme.pk}
    response: Any = signed_in(programme.by).post("/forming/new/", data)
    assert response.status_code == 302
    return Desk(Round.objects.filter(programme=programme).latest("pk"))


def earlier_group(programme: Programme, people: list[Person]) -> Group:
    """A group that came of an earlier round of this programme."""
    round_ = make_proposal(programme.by)
    Round.objects.filter(pk=round_.pk).update(programme=programme, by=None)
    publication = Publication.objects.create(round=round_, by=programme.by, at=clock.now())
    group = form_group(name="Earlier", minutes=90, people=people)
    publication.groups.add(group)
    Round.objects.filter(pk=round_.pk).update(name="Earlier")
    return group
