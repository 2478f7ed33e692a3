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
from levelground.groups.models import Group, Member
from levelground.live import clock
from levelground.sessions.actions import Answer, let_time_pass, make_move, plan_session
from levelground.sessions.forms import SIMPLE
from levelground.sessions.models import Session
from levelground.sessions.queries import stand
from levelground.sessions.screens import Shown, show
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

    def move(self, name: str, move: moves.Move) -> Answer:
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
        part = self.state.part
        return part.key if part else ""

    def open(self) -> Room:
        """Everybody comes in, and the first begins."""
        for name in self.people:
            self._do(name, "join")
        self._do(next(iter(self.people)), "open")
        return self

    def until(self, step: str, *, process: str = "respond-in-turn") -> Room:
        """Go on as reasonable members would, until a step whose key ends so; "" for the close."""
        while not (self.step.endswith(step) if step else self.state.closed_at):
            if not any(self._go_on(name, process) for name in self.people):
                self._wait(step)
        return self

    def _wait(self, step: str) -> None:
        """Until time alone moves it on: this is a silence."""
        at = due_at(self.state)
        assert at is not None, f"They came to {self.step!r} and never to {step!r}"
        stand_still(at)
        let_time_pass(session=self.session)

    def _go_on(self, name: str, process: str) -> bool:
        """What one member would do here, if anything. A refusal is the test's own mistake."""
        may, state = self.screen(name).may, self.state
        wishes = ["yes"]
        if not state.asking:
            if self.step.endswith("bring") and not state.presenters:
                wishes += ["propose-presenters", "offer"]
            else:
                wishes += ["ready", "done", "propose-resume", "propose-process"]
        wish = next((wish for wish in wishes if wish in may), None)
        if wish is not None:
            self._do(name, wish, process)
        return wish is not None

    def _do(self, name: str, kind: str, process: str = "") -> None:
        by = self.member(name)
        match kind:
            case "yes":
                move: moves.Move = moves.Answer(by=by, yes=True)
            case "propose-presenters":
                move = moves.Propose(by=by, ask="presenters", detail=self.state.offers[:1])
            case "propose-process":
                move = moves.Propose(by=by, ask="process", detail=(process,))
            case "propose-resume":
                move = moves.Propose(by=by, ask="resume")
            case _:
                move = SIMPLE[kind](by=by)
        answer = self.move(name, move)
        assert answer.refusal is None, f"{name} could not {kind}: {answer.refusal}"


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
