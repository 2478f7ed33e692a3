"""Where a session stands. Everything here follows from its events; see `evolve`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from levelground.core.process import Book, Makes, Part, Process, Step, missing_step

GRACE = timedelta(seconds=45)  # how long a dropped line counts as a moment's absence


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A question that is before the group."""

    ask: str
    detail: tuple[str, ...]
    by: str
    at: datetime
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """A step that is over: what was planned, what it took (seconds), how it ended."""

    key: str
    planned: int
    took: int
    how: str
    broken: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    book: Book = field(default_factory=dict)
    # who
    members: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    seated: tuple[str, ...] = ()  # in the room, without a device of their own
    beside: Mapping[str, str] = field(default_factory=dict)  # whose device a seated member shares
    away: Mapping[str, datetime] = field(default_factory=dict)  # whose line dropped, since when
    empty_since: datetime | None = None  # nobody with a device is here
    quorum: int = 0
    quorum_waived: bool = False
    roles: Mapping[str, str] = field(default_factory=dict)
    offers: tuple[str, ...] = ()
    presenters: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    presenter_order: tuple[str, ...] = ()
    role_order: tuple[str, ...] = ()
    # what
    frame: str = ""
    without: tuple[str, ...] = ()
    plan: tuple[Part, ...] = ()
    index: int = -1
    queue: tuple[str, ...] = ()  # turns still to come in this step
    speaking: str | None = None  # whose turn it is
    spoken: tuple[str, ...] = ()  # who had a turn in this step
    later: tuple[str, ...] = ()  # who asked to be come back to in this step
    ready: tuple[str, ...] = ()
    asking: Asking | None = None
    broken: int = 0
    story: tuple[Ran, ...] = ()
    # when
    minutes: int = 0
    timers: str = "holding"
    opened_at: datetime | None = None
    step_started_at: datetime | None = None
    ends_at: datetime | None = None  # of the turn or step that is running
    span: int = 0  # its whole length, seconds
    landing: bool = False
    time_up: bool = False
    paused_at: datetime | None = None
    silence_at: datetime | None = None  # a called silence began
    silence_ends_at: datetime | None = None
    checked_at: datetime | None = None
    stopped: int = 0  # seconds of pauses and called silences in this step
    closed_at: datetime | None = None
    closed_how: str = ""
    last_at: datetime | None = None

    @property
    def with_device(self) -> tuple[str, ...]:
        """Who is here and can press a button. With none of them here, nobody can act."""
        return tuple(member for member in self.present if member not in self.seated)

    @property
    def is_convened(self) -> bool:
        return bool(self.frame)

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and self.closed_at is None

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None

    @property
    def is_running(self) -> bool:
        """A step is under way and its clock goes."""
        return self.is_open and self.paused_at is None and self.silence_ends_at is None

    @property
    def in_silence(self) -> bool:
        """Everyone is silent: because the step says so, or because somebody called it."""
        return self.in_called_silence or (self.step is not None and self.step.is_silence)

    @property
    def in_called_silence(self) -> bool:
        return self.silence_ends_at is not None

    @property
    def part(self) -> Part | None:
        """The part of the plan that is running."""
        return self.plan[self.index] if 0 <= self.index < len(self.plan) and self.is_open else None

    @property
    def process(self) -> Process | None:
        return self.book[self.part.process] if self.part else None

    @property
    def step(self) -> Step | None:
        return step_of(self.book, self.part) if self.part else None

    @property
    def next_part(self) -> Part | None:
        after = self.index + 1
        return self.plan[after] if self.is_open and after < len(self.plan) else None

    @property
    def presenter(self) -> str | None:
        return self.part.presenter if self.part else None

    @property
    def missing(self) -> tuple[str, ...]:
        """The processes of this session that are gone, or lack a step that its plan has."""
        used = {(self.frame, "")} if self.frame else set()
        used.update((part.process, part.step) for part in self.plan)
        return tuple(sorted({process for process, step in used if not self._has(process, step)}))

    def _has(self, process_id: str, step_id: str) -> bool:
        process = self.book.get(process_id)
        return process is not None and (
            not step_id or any(step.id == step_id for step in process.all_steps())
        )

    @property
    def due_to_end_at(self) -> datetime | None:
        return self.opened_at + timedelta(minutes=self.minutes) if self.opened_at else None


def step_of(book: Book, part: Part) -> Step:
    """The step of a part of the plan; a stand-in where the process has no such step any more."""
    steps = (step for step in book[part.process].all_steps() if step.id == part.step)
    return next(steps, None) or missing_step(part.step)


def people_of(state: State, words: tuple[str, ...], presenter: str | None) -> tuple[str, ...]:
    """The members whom the words of a floor name, in the group's order."""
    named: set[str] = set()
    for word in words:
        if word == "everyone":
            named.update(state.members)
        elif word == "responders":
            named.update(member for member in state.members if member != presenter)
        elif word == "presenter":
            named.update([presenter] if presenter else [])
        elif word in state.roles:
            named.add(state.roles[word])
    for word in words:
        if word.startswith("not "):
            named.discard(state.roles.get(word.removeprefix("not "), ""))
    return tuple(member for member in state.members if member in named)


def floor_of(state: State) -> tuple[str, ...]:
    """Who may speak now. Everybody else is silent."""
    step, part = state.step, state.part
    if step is None or part is None or state.is_paused or state.in_called_silence:
        return ()
    if step.turns is None:
        return people_of(state, step.floor, part.presenter)
    takers = people_of(state, step.turns.of, part.presenter)
    answering = people_of(state, step.floor, part.presenter)
    return tuple(
        member
        for member in state.members
        if member == state.speaking or (member in answering and member not in takers)
    )


def makes_of(state: State, member: str) -> tuple[Makes, ...]:
    """What the step that is running asks this member to write."""
    step = state.step
    if step is None or member not in state.present:
        return ()
    return tuple(
        makes for makes in step.makes if member in people_of(state, (makes.by,), state.presenter)
    )


def nobody_would_present(state: State) -> bool:
    """The group is to settle who presents, and may be ready to go on without a presenter."""
    step = state.step
    return (
        step is not None
        and step.decides == "presenters"
        and step.ends == "all-ready"
        and not state.offers
    )


def is_silent_part(state: State, part: Part) -> bool:
    return step_of(state.book, part).is_silence
