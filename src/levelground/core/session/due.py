"""What time alone brings about. The clock is a mover too, and a pure function.

Events are stamped with the moment they were due, not the moment somebody looked. So nothing is
lost when no page was open or the server was down, and any two servers agree.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from levelground.core.session.consent import OF_A_TURN, lapses_at
from levelground.core.session.events import (
    Asked,
    Event,
    LandingStarted,
    SilenceEnded,
    TimeRanOut,
)
from levelground.core.session.flow import (
    Telling,
    close,
    end_step,
    end_turn,
    lapse,
    overtake,
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
        happen(told, moment)
        settle(told, moment)
    return tuple(told.events)


def due_at(state: State) -> datetime | None:
    """When time alone will next bring something about; None: never."""
    happening = _next(state)
    return happening[0] if happening else None


def _next(state: State) -> _Happening | None:
    """What comes next, and when: never before the last event."""
    if not state.is_open or state.last_at is None:
        return None
    happenings: list[_Happening] = []
    if state.asking is not None:
        happenings.append((lapses_at(state.asking), lapse))
    if state.empty_since is not None:
        happenings.append((state.empty_since + LEFT_AFTER, _leave_empty))
    if state.paused_at is None and state.silence_ends_at is not None:
        happenings.append((state.silence_ends_at, _end_called_silence))
    elif state.paused_at is None:
        happenings += _of_step(state)
    if not happenings:
        return None
    moment, happen = min(happenings, key=lambda happening: happening[0])
    return max(moment, state.last_at), happen


def _of_step(state: State) -> list[_Happening]:
    step = state.step
    if step is None:
        return []
    happenings: list[_Happening] = []
    if state.speaking is not None and state.speaking in state.away:
        happenings.append((state.away[state.speaking] + GRACE, _wait_no_longer))
    if step.turns is not None and state.speaking is None:
        until = [state.away[member] + GRACE for member in state.queue if member in state.away]
        happenings += [(max(until), _wait_no_longer)] if until else []
    timed = state.timers != "off" or step.is_silence
    if state.ends_at is not None and not state.time_up and timed:
        happenings.append((state.ends_at, _time_is_up))
    return happenings


def _time_is_up(told: Telling, at: datetime) -> None:
    state, step = told.state, told.state.step
    if state.timers != "holding":
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
        if step is not None and not step.settles and state.asking is None:
            told.tell(Asked(at=at, ask="move-on"))


def _goes_on_by_itself(state: State) -> bool:
    """What follows is a silence or turns, and this step has nothing left to settle."""
    step, after = state.step, state.next_part
    if step is None or after is None or step.settles or step.ends == "all-ready":
        return False
    return is_silent_part(state, after) or step_of(state.book, after).turns is not None


def _end_called_silence(told: Telling, at: datetime) -> None:
    overtake(told, at, OF_A_TURN)
    told.tell(SilenceEnded(at=at))


def _wait_no_longer(told: Telling, at: datetime) -> None:
    """The grace time of a dropped line is over; `settle` goes on without them."""


def _leave_empty(told: Telling, at: datetime) -> None:
    close(told, at, how="left")
