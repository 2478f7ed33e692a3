"""A session, its members and their browsers, for tests."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from levelground.accounts.models import Person
from levelground.core.session import State, due_at, moves
from levelground.core.session.offering import allowed
from levelground.groups.models import Group, Member
from levelground.runtime import clock
from levelground.sessions.actions.sessions import MoveResult, let_time_pass, make_move, plan_session
from levelground.sessions.models import Session
from levelground.sessions.pages.stage import Shown, show
from levelground.sessions.queries.sessions import stand
from tests.make import make_group, make_person, signed_in


def person(name: str) -> Person:
    """One of the cast, by name; made if nobody is called so yet."""
    return Person.objects.filter(name=name).first() or make_person(name, is_staff=name == "Fay")


def stand_still(at: datetime) -> None:
    """Move the clock, which the test holds, to this time."""
    assert clock._clock._held is not None, "This test lets the clock run"
    clock._clock._held = at


@contextmanager
def later(**time: float) -> Iterator[datetime]:
    """Some time after now: `with later(minutes=3):`."""
    at = clock.now() + timedelta(**time)
    with clock.held(at):
        yield at


def make_session(
    *,
    group: Group,
    minutes: int = 60,
    frame: str = "meeting",
    starts_at: datetime | None = None,
) -> Session:
    first = Member.objects.filter(group=group, left_at=None).order_by("pk")[0]
    return plan_session(
        group=group,
        by=first.person,
        starts_at=starts_at or clock.now(),
        minutes=minutes,
        frame=frame,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A session and its members, each with a browser."""

    session: Session
    people: dict[str, Person]
    browsers: dict[str, Client]

    @property
    def group(self) -> Group:
        return self.session.group

    def url(self, page: str = "") -> str:
        return f"/sessions/{self.session.pk}/{page}"

    def member(self, name: str) -> str:
        """A member's id, as the core knows it."""
        return str(Member.objects.get(group=self.group, person=self.people[name], left_at=None).pk)

    def get(self, name: str, page: str = "", **headers: str) -> Any:
        return self.browsers[name].get(self.url(page), headers=headers)

    def page(self, name: str, page: str = "") -> str:
        return str(self.get(name, page).content.decode())

    def press(
        self, name: str, move: str, *, key: str = "", accept: str = "text/html", **data: Any
    ) -> Any:
        """Press a button, through HTTP."""
        return self.browsers[name].post(
            self.url("moves/"),
            {"move": move, "key": key or str(uuid.uuid4()), **data},
            headers={"accept": accept},
        )

    def write(self, name: str, kind: str, text: str, *, id: str = "", **headers: str) -> Any:  # noqa: A002  the field's name
        return self.browsers[name].post(
            self.url("words/"),
            {"id": id or str(uuid.uuid4()), "kind": kind, "text": text},
            headers=headers,
        )

    def say_worth(self, name: str, worth: int | str, **said: object) -> Any:
        """Answer what is asked at the close."""
        data = {"id": str(uuid.uuid4()), "worth": worth, **said}
        return self.browsers[name].post(self.url("worth/"), data)

    def move(self, move: moves.Move) -> MoveResult:
        """The same without HTTP, where a test is about something else."""
        return make_move(session=self.session, move=move, key=str(uuid.uuid4()))

    def screen(self, name: str) -> Shown:
        self.session.refresh_from_db()
        return show(stand(self.session, self.people[name]), at=clock.now())

    @property
    def state(self) -> State:
        self.session.refresh_from_db()
        return stand(self.session, next(iter(self.people.values()))).state

    @property
    def step(self) -> str:
        return _key(self.state)

    def open(self) -> Room:
        """Everybody comes in, and the first begins."""
        members = [self.member(name) for name in self.people]
        for member in members:
            self.move(moves.Join(by=member))
        self.move(moves.Open(by=members[0]))
        return self

    def until(self, step: str, *, process: str = "respond-in-turn") -> Room:
        """Go on as reasonable members would, until a step whose key ends so; "" for the close."""
        state = self.state
        while not (_key(state).endswith(step) if step else state.closed_at):
            wishes = (_wish(state, member, process) for member in state.present)
            move = next((wish for wish in wishes if wish), None)
            if move is None:
                self._wait(state, step)
            else:
                refusal = self.move(move).refusal
                assert refusal is None, f"{move} was refused: {refusal}"
            state = self.state
        return self

    def _wait(self, state: State, step: str) -> None:
        """Until time alone moves it on: this is a silence."""
        at = due_at(state)
        assert at is not None, f"They came to {_key(state)!r} and never to {step!r}"
        stand_still(at)
        let_time_pass(session=self.session)


def _key(state: State) -> str:
    return state.part.key if state.part else ""


def _wish(state: State, member: str, process: str) -> moves.Move | None:
    """What one member would do here, if anything."""
    wishes: list[moves.Move] = [moves.Answer(by=member, yes=True)]
    if not state.asking and _key(state).endswith("bring") and not state.presenters:
        wishes += [moves.Propose(by=member, ask="presenters", detail=state.offers[:1])]
        wishes += [] if state.offers else [moves.Offer(by=member)]
    elif not state.asking:
        wishes += [moves.Ready(by=member), moves.Done(by=member)]
        wishes += [moves.Propose(by=member, ask="resume")]
        wishes += [moves.Propose(by=member, ask="process", detail=(process,))]
    may = allowed(state, member=member, at=clock.now())
    return next((wish for wish in wishes if wish in may), None)


def without_chance(response: Any) -> str:
    """A page without what differs each time it is drawn: nonces, tokens, keys of buttons."""
    text: str = response.content.decode()
    text = re.sub(r'(nonce=|x-csrftoken": |name="csrfmiddlewaretoken" value=)"[^"]+"', r"\1", text)
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", text)


def make_room(
    names: Sequence[str] = ("Ada", "Ben", "Cai"), *, quorum: int = 3, minutes: int = 60
) -> Room:
    """A planned session of these people, who have not come in yet."""
    people = {name: person(name) for name in names}
    group = make_group(people=list(people.values()), quorum=quorum)
    return Room(
        session=make_session(group=group, minutes=minutes),
        people=people,
        browsers={name: signed_in(who) for name, who in people.items()},
    )
