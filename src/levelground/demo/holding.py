"""Sessions of the past, as simulated members would have had them, with what they wrote."""

from __future__ import annotations

import random
import uuid
from datetime import datetime, timedelta

from django.db import transaction

from levelground import library
from levelground.accounts.models import Person
from levelground.commitments.actions import settle
from levelground.commitments.queries import in_group
from levelground.core.session import moves, see
from levelground.core.session.play import play_on
from levelground.core.session.state import State
from levelground.groups.models import Group, Member
from levelground.runtime import clock
from levelground.sessions.actions.closing import ClosingAnswers, say_worth
from levelground.sessions.actions.sessions import make_move, plan_session
from levelground.sessions.actions.writing import write_words
from levelground.sessions.models import Session
from levelground.sessions.queries import sessions

TOPICS = (
    "A volunteer who is always late, and I say nothing",
    "My new role, and the people who used to be my peers",
    "The grant report that nobody wants to write",
    "How to say no to a request from the council",
    "A roster that worked for once, and I do not know why",
)
COMMITMENTS = (
    "Talk with Rewi before the roster goes out",
    "Write the first page of the report, and only that",
    "Ask the board for one hour a week of quiet time",
    "Thank the kitchen team in person",
    "Leave my phone in the drawer at the next one-to-one",
)
KEEP = (
    "The silence before we answer",
    "That nobody tells me what to do",
    "Two people, and time for both",
    "Nobody had to be quick",
    "The question before the advice",
)
CHANGE = (
    "Begin on time, also when somebody is missing",
    "Fewer stories of our own, more questions",
    "Five minutes to breathe before we choose",
    "One of us could watch the time for all",
    "Say earlier when we are lost",
)
OUTCOMES = (
    ("done", ""),
    ("done", "It took ten minutes, after I had put it off for a month."),
    ("done", ""),
    ("changed", "I asked for less, and got it."),
    ("dropped", "It was not mine to do."),
    ("", ""),
)
MINUTES = 90


@transaction.atomic  # one wait for the disk instead of one for each move
def hold_session(group: Group, at: datetime, process: str, chance: random.Random) -> Session:
    """A session of the past, as simulated members would have had it."""
    with clock.held(at):
        _say_how_it_went(group, chance)
        session = plan_session(
            group=group, by=members_of(group)[0], starts_at=at, minutes=MINUTES, frame="meeting"
        )
    planned = _planned(sessions.stand(session, members_of(group)[0]).state)
    lines = play_on(planned, book=library.book(), process=process, chance=chance)
    writing = _Writing(session=session, chance=chance)
    for line in lines[1:]:  # the first is the planning, which is done
        with clock.held(at + line.after):
            make_move(session=session, move=line.move, key=str(uuid.uuid4()))
            writing.go_on()
    session.refresh_from_db()
    return session


def _say_how_it_went(group: Group, chance: random.Random) -> None:
    """Most of what was said is done; some of it went differently, and one thing waits a while."""
    for commitment in in_group(group).open():
        state, why = chance.choice(OUTCOMES)
        if state:
            settle(commitment=commitment, by=commitment.member.person, state=state, why=why)


class _Writing:
    """What the members of the past wrote: what they brought, what they would do, their ratings."""

    def __init__(self, *, session: Session, chance: random.Random) -> None:
        self.session = session
        self.chance = chance
        self.members = list(
            Member.objects.filter(group=session.group, left_at=None)
            .select_related("person")
            .order_by("pk")
        )
        self.done: set[tuple[str, str]] = set()

    def go_on(self) -> None:
        """Let each member write once whatever the step that is running asks of them."""
        self.session.refresh_from_db()
        state = sessions.stand(self.session, self.members[0].person).state
        for number, member in enumerate(self.members):
            for makes in (
                see(state, member=str(member.pk), at=clock.now()).makes if state.is_open else ()
            ):
                step = state.part.key if state.part else ""
                if (step, f"{member.pk} {makes.kind}") not in self.done:
                    self.done.add((step, f"{member.pk} {makes.kind}"))
                    self._write(member.person, makes.kind, number)

    def _write(self, person: Person, kind: str, number: int) -> None:
        if kind == "worth":
            self._say_worth(person, number)
        text = {
            "topic": TOPICS[(number + self.session.pk) % len(TOPICS)],
            "commitment": COMMITMENTS[(number + self.session.pk) % len(COMMITMENTS)],
        }.get(kind)
        if text is not None:
            write_words(
                session=self.session,
                by=person,
                words_id=uuid.uuid4(),
                kind=kind,
                text=text,
                key=str(uuid.uuid4()),
                due_on=clock.now().date() + timedelta(days=13) if kind == "commitment" else None,
            )

    def _say_worth(self, person: Person, number: int) -> None:
        """No two of them write the same; two in five write nothing."""
        turn = number + self.session.pk
        choose = self.chance.choice
        answers = ClosingAnswers(
            worth=choose((2, 3, 3, 4, 4)),
            heard=choose((3, 3, 4, 4)),
            kept=choose((2, 3, 3, 4)),
            usable=choose((2, 3, 4, None)),
            answered=choose(("yes", "partly", "changed")),
            keep=choose(("", "", *[KEEP[turn % len(KEEP)]] * 3)),
            change=choose(("", "", *[CHANGE[turn % len(CHANGE)]] * 3)),
        )
        say_worth(session=self.session, by=person, answers=answers, key=str(uuid.uuid4()))


def _planned(state: State) -> moves.Convene:
    return moves.Convene(
        by=state.members[0],
        members=state.members,
        frame=state.frame,
        minutes=state.minutes,
        quorum=state.quorum,
        order=state.order,
        presenter_order=state.presenter_order,
        role_order=state.role_order,
        without=state.without,
    )


def members_of(group: Group) -> list[Person]:
    return [
        m.person
        for m in Member.objects.filter(group=group, left_at=None)
        .select_related("person")
        .order_by("pk")
    ]
