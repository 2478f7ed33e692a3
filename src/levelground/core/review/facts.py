"""What can be seen of a session without listening: counts and seconds, from its events alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from levelground.core.process import Book
from levelground.core.session import evolve
from levelground.core.session.events import (
    Arrived,
    Event,
    TimeAdded,
    TurnEnded,
    TurnStarted,
)
from levelground.core.session.presence import presence
from levelground.core.session.state import State, step_of

ON_TIME = timedelta(minutes=5)
A_FIFTH = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One session as its group's picture needs it. Members stand as ids, to see how things spread."""

    expected: int
    present: int
    quorum: int
    on_time: bool
    steps: int  # that had a plan and ran
    as_planned: int  # of these: within a fifth of it
    silences: int  # steps in which somebody had to be silent
    unbroken: int
    taken: int  # seconds taken from later steps, or from the end
    presenters: tuple[str, ...]
    members: tuple[str, ...]
    processes: tuple[str, ...]
    turns: tuple[int, ...]  # seconds in turns, of each who was there, smallest first
    minutes: int = 0  # of all who were there, together; 0: not counted

    @property
    def is_small(self) -> bool:
        return self.present < self.quorum


def facts_of(events: Iterable[Event], *, book: Book, starts_at: datetime) -> Facts | None:
    """What a session that is over comes to; None if it never began."""
    state, taken = State(book=book), 0
    there: set[str] = set()
    seconds: dict[str, float] = defaultdict(float)
    began: datetime | None = None
    story = list(events)
    for event in story:
        match event:
            case Arrived(member=member):
                there.add(member)
            case TimeAdded(seconds=more, paid_by=payer) if payer:
                taken += more
            case TurnStarted(at=at):
                began = at
            case TurnEnded(at=at, member=member) if began is not None:
                seconds[member] += (at - began).total_seconds()
                began = None
        state = evolve(state, event)
    if state.opened_at is None:
        return None
    facts = _facts(state, there, taken, sorted(round(one) for one in seconds.values()), starts_at)
    spent = presence(story)
    return replace(facts, minutes=sum(spent.minutes.values())) if spent else facts


def _facts(
    state: State, there: set[str], taken: int, turns: Sequence[int], starts_at: datetime
) -> Facts:
    parts = {part.key: part for part in state.plan}
    ran = [(one, step_of(state.book, parts[one.key])) for one in state.story if one.key in parts]
    whole = [(one, step) for one, step in ran if one.how != "closed"]
    planned = [one for one, step in whole if one.planned and not step.settles]
    silent = [one for one, step in whole if step.floor != ("everyone",) or step.turns]
    over = 0.0
    if state.closed_at and state.due_to_end_at:
        over = (state.closed_at - state.due_to_end_at).total_seconds()
    mine = [parts[one.key] for one, step in ran if not step.settles]
    of_work = [part for part in mine if state.book[part.process].kind != "frame"]
    return Facts(
        expected=len(state.members),
        present=len(there),
        quorum=state.quorum,
        on_time=state.opened_at is not None and state.opened_at <= starts_at + ON_TIME,
        steps=len(planned),
        as_planned=sum(abs(one.took - one.planned) <= A_FIFTH * one.planned for one in planned),
        silences=len(silent),
        unbroken=sum(one.broken == 0 for one in silent),
        taken=taken + max(0, round(over)),
        presenters=tuple(dict.fromkeys(part.presenter for part in of_work if part.presenter)),
        members=state.members,
        processes=tuple(dict.fromkeys(part.process for part in of_work)),
        turns=tuple(turns),
    )
