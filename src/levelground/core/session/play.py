"""Simulated members, who keep to the process more or less, in accelerated time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from levelground.core.process import Book, Process
from levelground.core.session import moves as m
from levelground.core.session.decide import decide
from levelground.core.session.due import due, due_at
from levelground.core.session.evolve import evolve
from levelground.core.session.notation import START, Line
from levelground.core.session.offering import allowed
from levelground.core.session.state import State

MOST_LINES = 2_000


class Chance(Protocol):
    """A random.Random that was handed in."""

    def random(self) -> float: ...

    def randrange(self, stop: int, /) -> int: ...


def play(
    *,
    book: Book,
    frame: str,
    process: str,
    members: Sequence[str],
    minutes: int,
    chance: Chance,
) -> tuple[Line, ...]:
    """A whole session of `frame` in which the members choose `process` wherever they can.

    Returns the moves in the order of their times. The same chance gives the same session.
    """
    everyone = tuple(members)
    planned = m.Convene(
        by="",
        members=everyone,
        frame=frame,
        minutes=minutes,
        quorum=max(2, len(everyone) // 2),
        order=everyone,
        presenter_order=everyone,
        role_order=everyone,
    )
    return play_on(planned, book=book, process=process, chance=chance)


def play_on(planned: m.Convene, *, book: Book, process: str, chance: Chance) -> tuple[Line, ...]:
    """The same, for a session that is already planned: the planning is the first move."""
    everyone = planned.members
    stage = _Stage(State(book=book), chance, wanted=process)
    stage.make(planned)
    for member in everyone:
        stage.wait(1 + chance.random() * 20)
        stage.make(m.Join(by=member))
    stage.wait(5)
    stage.make(m.Open(by=everyone[0]))
    while stage.state.is_open and len(stage.lines) < MOST_LINES:
        stage.act()
    return tuple(stage.lines)


class _Stage:
    """The session as it goes, and the moves made so far."""

    def __init__(self, state: State, chance: Chance, *, wanted: str) -> None:
        self.state = state
        self.chance = chance
        self.wanted = wanted
        self.now = timedelta()
        self.lines: list[Line] = []

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=round(seconds))
        for event in due(self.state, START + self.now):
            self.state = evolve(self.state, event)

    def make(self, move: m.Move) -> None:
        for event in decide(self.state, move, at=START + self.now):
            self.state = evolve(self.state, event)
        self.lines.append(Line(after=self.now, move=move))

    def act(self) -> None:
        """Let some time pass, then let one member do what one would do here."""
        before = self.state
        self.wait(self._pause_before_acting())
        if (
            not self.state.is_open
            or self.state.index != before.index
            or self.state.speaking != before.speaking
        ):
            return  # the clock was first
        chosen = self._choose()
        if chosen is not None:
            self.make(chosen)

    def _pause_before_acting(self) -> float:
        state = self.state
        step, part = state.step, state.part
        if step is None or part is None:
            return 1
        settling = state.asking or state.time_up or state.ready or step.choose or step.decides
        if settling or step.ends == "all-ready":
            return 3 + self.chance.random() * 12
        if step.is_silence or state.in_called_silence:
            moment = due_at(state)
            return max(1.0, (moment - START - self.now).total_seconds()) if moment else 30
        length = part.turn_seconds or part.seconds
        return max(5.0, length * (0.55 + self.chance.random() * 0.5))

    def _choose(self) -> m.Move | None:
        state = self.state
        here = [member for member in state.members if member in state.present]
        first = self.chance.randrange(len(here)) if here else 0
        for member in (*here[first:], *here[:first]):
            move = self._sensible(member)
            if move is not None:
                return move
        return None

    def _sensible(self, member: str) -> m.Move | None:
        """What this member would do now, in the order of what matters most."""
        state = self.state
        may = allowed(state, member=member, at=START + self.now)
        whims: list[m.Move] = []
        if self.chance.random() < 0.04:  # noqa: PLR2004  now and then somebody notes or asks something
            whims = [m.CheckProcess(by=member), m.NoteBroken(by=member)]
        if self.chance.random() < 0.03:  # noqa: PLR2004
            whims.append(m.Propose(by=member, ask="more-time"))
        wishes = [
            *whims,
            m.Answer(by=member, yes=True),
            *([m.Offer(by=member)] if not state.offers and self._wants_a_presenter() else []),
            *(
                move
                for move in may
                if isinstance(move, m.Propose)
                and move.ask == "presenters"
                and len(move.detail) == 1
            ),
            *self._choices(member),
            m.Ready(by=member),
            m.Done(by=member),
            *(
                [m.Propose(by=member, ask="resume"), m.Propose(by=member, ask="move-on")]
                if self._is_stuck()
                else []
            ),
        ]
        return next((move for move in wishes if move in may), None)

    def _choices(self, member: str) -> list[m.Move]:
        step = self.state.step
        if step is None or step.choose is None:
            return []
        names = [self.wanted] if step.choose.from_library else list(step.choose.options)
        if len(names) > 1:
            first = self.chance.randrange(len(names))
            names = [*names[first:], *names[:first]]
        return [m.Propose(by=member, ask="process", detail=(name,)) for name in names]

    def _wants_a_presenter(self) -> bool:
        process: Process | None = self.state.book.get(self.wanted)
        return process is None or process.presents

    def _is_stuck(self) -> bool:
        state = self.state
        step = state.step
        deciding = step is not None and bool(step.decides or step.choose)
        return state.is_paused or state.time_up or (deciding and not self._wants_a_presenter())
