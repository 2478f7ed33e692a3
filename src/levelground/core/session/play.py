"""Simulated members, who keep to the process more or less, in accelerated time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Protocol

from levelground.core.process import Book, Process
from levelground.core.session import moves as m
from levelground.core.session.decide import decide
from levelground.core.session.due import due, due_at
from levelground.core.session.evolve import evolve
from levelground.core.session.notation import START, Line
from levelground.core.session.refused import Refused
from levelground.core.session.state import State

MOST_ACTS = 2_000
WHIM = 0.06
MOST_WHIMS = 5


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
    for _ in range(MOST_ACTS):
        if not stage.state.is_open:
            break
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
        self.whims = MOST_WHIMS

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
        patience = timedelta(seconds=round(self._pause_before_acting()))
        moment = due_at(self.state)
        if moment is not None and moment <= START + self.now + patience:
            self.wait((moment - START - self.now).total_seconds() + 1)  # the clock was first
            return
        self.wait(patience.total_seconds())
        chosen = self._whim() or self._sensible()
        if chosen is not None:
            self.make(chosen)

    def _pause_before_acting(self) -> float:
        state = self.state
        step, part = state.step, state.part
        if step is None or part is None:
            return 1
        soon = 3 + self.chance.random() * 12
        if state.in_silence and not state.time_up:
            return 60
        if state.asking or state.time_up or state.ready or state.is_paused or step.settles:
            return soon
        if step.ends == "all-ready":
            return soon + part.seconds * 0.4
        if step.ends == "never":
            return part.seconds
        length = part.turn_seconds or part.seconds
        return max(5.0, length * (0.55 + self.chance.random() * 0.5))

    def _someone(self) -> Sequence[str]:
        """Those here, beginning with anybody."""
        here = self.state.with_device
        first = self.chance.randrange(len(here)) if here else 0
        return (*here[first:], *here[:first])

    def _whim(self) -> m.Move | None:
        """Now and then somebody notes something or asks for more time."""
        draw = self.chance.random()
        if draw > WHIM or not self.whims:
            return None
        by = next(iter(self._someone()), "")
        kinds = (
            m.CheckProcess(by=by),
            m.NoteBroken(by=by),
            m.Propose(by=by, ask="more-time"),
        )
        move = kinds[self.chance.randrange(len(kinds))]
        if not self._may(move):
            return None
        self.whims -= 1
        return move

    def _sensible(self) -> m.Move | None:
        """What somebody would do now, in the order of what matters most."""
        return next(
            (
                move
                for member in self._someone()
                for move in self._wishes(member)
                if self._may(move)
            ),
            None,
        )

    def _wishes(self, member: str) -> Iterator[m.Move]:
        state = self.state
        if state.asking is not None:
            yield m.Answer(by=member, yes=True)
            return
        step = state.step
        if step is not None and step.decides:
            yield from self._presenting(member)
        if step is not None and step.choose:
            yield from self._choices(member)
        yield m.Ready(by=member)
        yield m.Done(by=member)
        if state.is_paused:
            yield m.Propose(by=member, ask="resume")
        if state.time_up or (step is not None and step.settles):
            yield m.Propose(by=member, ask="move-on")

    def _presenting(self, member: str) -> Iterator[m.Move]:
        process: Process | None = self.state.book.get(self.wanted)
        if process is not None and not process.presents:
            return
        if not self.state.offers:
            yield m.Offer(by=member)
        yield m.Propose(by=member, ask="presenters", detail=self.state.offers[:1])

    def _choices(self, member: str) -> Iterator[m.Move]:
        """What was wished for; in a process that names some, any of those; or else anything."""
        step = self.state.step
        if step is None or step.choose is None:
            return
        names = [self.wanted] if step.choose.from_library else list(step.choose.options)
        first = self.chance.randrange(len(names))
        for name in (*names[first:], *names[:first]):
            yield m.Propose(by=member, ask="process", detail=(name,))

    def _may(self, move: m.Move) -> bool:
        try:
            decide(self.state, move, at=START + self.now)
        except Refused:
            return False
        return True
