"""The plan of a session: laid out when it opens, and again when the group has chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from levelground.core.process import Fit, Part, Process, fit
from levelground.core.session.changes import PAYS_FROM_RESERVE
from levelground.core.session.consent import MORE_SECONDS
from levelground.core.session.state import State, is_silent_part, step_of
from levelground.core.words import Sentence
from levelground.core.words import gettext_noop as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A process the group may choose now, and how it would fit."""

    process: Process
    fit: Fit


def first_plan(state: State) -> tuple[Part, ...]:
    """The whole meeting, with room for one presenter."""
    return _frame(state, presenters=(), seconds=state.minutes * 60).parts


def plan_with(state: State, presenters: Sequence[str], *, at: datetime) -> tuple[Part, ...]:
    """What follows the step that is running, once it is known who presents, in the time left.

    The other steps of the frame come first; the processes share what those leave.
    """
    left = _left(state, at)
    parts = _rest_of_frame(state, presenters, left)
    choosing = [part for part in parts if step_of(state.book, part).choose]
    fixed = sum(part.seconds for part in parts)
    share = max(0, left - fixed) // len(choosing) if choosing else 0
    return tuple(replace(part, reserve=share) if part in choosing else part for part in parts)


def presenters_advice(
    state: State, presenters: Sequence[str], *, at: datetime
) -> tuple[Sentence, ...]:
    """Why so many cannot present in the time left, if fewer can; empty if they can.

    One may always present: the group makes of the time what it can.
    """
    room = [
        few
        for few in range(1, len(presenters) + 1)
        if _fits(state, presenters[:few], _left(state, at))
    ]
    possible = max(room, default=1)
    if len(presenters) <= possible:
        return ()
    return (
        Sentence(
            _("There is time for %(few)d to present, not for %(many)d."),
            few=possible,
            many=len(presenters),
        ),
    )


def can_be_chosen(state: State, process: Process) -> bool:
    """The step that is running offers this process, whether or not it fits."""
    step = state.step
    if step is None or step.choose is None:
        return False
    if step.choose.from_library:
        return process.kind == "process"
    return process.id in step.choose.options


def options(state: State, *, at: datetime) -> tuple[Option, ...]:
    """What may be chosen in this step, in the order of the library, and how it would fit."""
    if state.step is None or state.step.choose is None:
        return ()
    with_presenter = bool(state.presenter)
    seconds = budget(state, at=at)
    return tuple(
        _option(state, process, seconds)
        for process in state.book.values()
        if (with_presenter or not process.presents) and can_be_chosen(state, process)
    )


def option(state: State, process: Process, *, at: datetime) -> Option:
    """How `process` would fit here and now."""
    return _option(state, process, budget(state, at=at))


def _option(state: State, process: Process, seconds: int) -> Option:
    part = state.part
    presenter = part.presenter if part and process.presents else None
    laid_out = fit(
        process,
        members=state.present,
        presenters=(presenter,) if presenter else (),
        seconds=seconds,
        prefix=f"{part.key if part else ''}/{process.id}/",
    )
    return Option(process=process, fit=laid_out)


def plan_of(state: State, process: Process, *, at: datetime) -> tuple[Part, ...]:
    """What follows the step that is running, once a process has been chosen in it."""
    return (*option(state, process, at=at).fit.parts, *state.plan[state.index + 1 :])


def budget(state: State, *, at: datetime) -> int:
    """Seconds for the process that is chosen in the step that is running."""
    part = state.part
    if part is None:
        return 0
    if state.book[part.process].kind != "frame":
        return part.reserve
    later = state.plan[state.index + 1 :]
    waiting = 1 + sum(1 for other in later if other.reserve)
    left = _left(state, at) - sum(other.seconds for other in later)
    return max(0, left // waiting)


def payer(state: State, seconds: int = MORE_SECONDS) -> Part | None:
    """The later part that pays for more time: one that is not a silence and can be cut that much."""
    later = state.plan[state.index + 1 :]
    able = [
        part
        for part in later
        if not is_silent_part(state, part)
        and not part.turn_seconds
        and (part.seconds - part.shortest >= seconds or part.reserve >= PAYS_FROM_RESERVE * seconds)
    ]
    return max(able, key=lambda part: max(part.seconds - part.shortest, part.reserve), default=None)


def behind(state: State, *, at: datetime) -> int:
    """Seconds by which the session would end later than planned if all goes on as laid out."""
    if state.due_to_end_at is None or state.part is None:
        return 0
    remaining = max(0.0, (state.ends_at - at).total_seconds()) if state.ends_at else 0.0
    turns = len(state.queue) * state.part.turn_seconds
    later = sum(part.seconds + part.reserve for part in state.plan[state.index + 1 :])
    left = (state.due_to_end_at - at).total_seconds()
    return max(0, round(remaining + turns + later - left))


def _frame(state: State, *, presenters: Sequence[str], seconds: int) -> Fit:
    return fit(
        state.book[state.frame],
        members=state.present,
        presenters=presenters,
        seconds=seconds,
        without=state.without,
    )


def _rest_of_frame(state: State, presenters: Sequence[str], left: int) -> tuple[Part, ...]:
    """What comes after the step that is running, shortened as far as it can be to fit `left`."""
    done = {part.key for part in state.plan[: state.index + 1]}
    seconds = state.minutes * 60
    while True:
        whole = _frame(state, presenters=presenters, seconds=seconds)
        rest = tuple(part for part in whole.parts if part.key not in done)
        over = sum(part.seconds + part.reserve for part in rest) - left
        if over <= 0 or seconds <= whole.shortest:
            return rest
        seconds = max(whole.shortest, seconds - over)


def _fits(state: State, presenters: Sequence[str], left: int) -> bool:
    rest = _rest_of_frame(state, presenters, left)
    return sum(part.seconds + part.reserve for part in rest) <= left


def _left(state: State, at: datetime) -> int:
    end = state.due_to_end_at
    return max(0, round((end - at).total_seconds())) if end else 0
