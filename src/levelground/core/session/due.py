"""What time alone brings about. The clock is a mover too, and a pure function.

Events are stamped with the moment they were due, not the moment somebody looked. So nothing is
lost when no page was open or the server was down, and any two servers agree.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from levelground.core.session.consent import lapses_at
from levelground.core.session.events import (
    Closed,
    Event,
    LandingStarted,
    SilenceEnded,
    TimeRanOut,
)
from levelground.core.session.flow import (
    Telling,
    decline,
    end_step,
    end_turn,
    next_turn,
    settle,
)
from levelground.core.session.state import GRACE, State, is_silent_part, step_of

LEFT_AFTER = timedelta(hours=2)  # with nobody there, a session is over

_Happening = tuple[datetime, Callable[[Telling, datetime], None]]


def due(state: State, at: datetime) -> tuple[Event, ...]:
    """The events that time has caused since the last event, up to and including `at`.

    `due(state, later)` is `due(state, sooner)` followed by what is due after it.
    """
    told = Telling(state)
    while (happening := _next(told.state)) is not None and happening[0] <= at:
        moment, happen = happening
        happen(told, max(moment, told.state.last_at or moment))
    return tuple(told.events)


def due_at(state: State) -> datetime | None:
    """When time alone will next bring something about; None: never."""
    happening = _next(state)
    return happening[0] if happening else None


def _next(state: State) -> _Happening | None:
    if not state.is_open:
        return None
    happenings: list[_Happening] = []
    if state.asking is not None:
        happenings.append((lapses_at(state.asking), _lapse))
    if not state.present and state.last_at is not None:
        happenings.append((state.last_at + LEFT_AFTER, _leave_empty))
    if state.paused_at is None and state.silence_ends_at is not None:
        happenings.append((state.silence_ends_at, _end_called_silence))
    elif state.paused_at is None:
        happenings += _of_step(state)
    return min(happenings, key=lambda happening: happening[0], default=None)


def _of_step(state: State) -> list[_Happening]:
    happenings: list[_Happening] = []
    if state.speaking is not None and state.speaking in state.away:
        began = state.ends_at - timedelta(seconds=state.span) if state.ends_at else None
        since = max(state.away[state.speaking], began or state.away[state.speaking])
        happenings.append((since + GRACE, _skip))
    if state.step and state.step.turns and state.speaking is None:
        until = [state.away[member] + GRACE for member in state.queue if member in state.away]
        happenings += [(max(until), next_turn)] if until else []
    if state.ends_at is not None and not state.time_up and state.timers != "off":
        happenings.append((state.ends_at, _time_is_up))
    return happenings


def _time_is_up(told: Telling, at: datetime) -> None:
    state = told.state
    step = state.step
    if state.timers == "advising":
        told.tell(TimeRanOut(at=at))
    elif step is not None and step.is_silence:
        end_step(told, at, how="time")
    elif not state.landing:
        told.tell(LandingStarted(at=at))
    elif state.speaking is not None:
        end_turn(told, at, how="time")
    elif _goes_on_by_itself(state):
        end_step(told, at, how="time")
    else:
        told.tell(TimeRanOut(at=at))


def _goes_on_by_itself(state: State) -> bool:
    """What follows is a silence or turns, and this step has nothing left to settle."""
    step, after = state.step, state.next_part
    if step is None or after is None or step.choose or step.decides or step.ends == "all-ready":
        return False
    return is_silent_part(state, after) or step_of(state.book, after).turns is not None


def _end_called_silence(told: Telling, at: datetime) -> None:
    told.tell(SilenceEnded(at=at))


def _skip(told: Telling, at: datetime) -> None:
    end_turn(told, at, how="away")


def _lapse(told: Telling, at: datetime) -> None:
    decline(told, at, how="time")
    settle(told, at)


def _leave_empty(told: Telling, at: datetime) -> None:
    told.tell(Closed(at=at, how="left"))
