"""How each event moves a session on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from functools import reduce
from typing import assert_never

from levelground.core.process import Book
from levelground.core.session import changes
from levelground.core.session.events import (
    Amended,
    Answered,
    Arrived,
    Asked,
    Closed,
    Convened,
    Departed,
    Dropped,
    Event,
    Granted,
    LandingStarted,
    MemberReady,
    Offered,
    Opened,
    Paused,
    Planned,
    PresentersChosen,
    ProcessChecked,
    ProcessChosen,
    Resumed,
    RoleTaken,
    SilenceBroken,
    SilenceCalled,
    SilenceEnded,
    StepEnded,
    StepStarted,
    TimeAdded,
    TimeRanOut,
    TimersSet,
    TurnEnded,
    TurnStarted,
    Withdrawn,
    Written,
)
from levelground.core.session.state import Asking, State

LANDING_SECONDS = 30


def replay(events: Iterable[Event], *, book: Book) -> State:
    """The state that these events lead to. `book` holds the versions the session opened with."""
    return reduce(evolve, events, State(book=book))


def evolve(state: State, event: Event) -> State:  # noqa: C901, PLR0911, PLR0912  one case for each event
    """The state after one more event."""
    state = replace(state, last_at=event.at)
    match event:
        case Convened():
            return replace(
                state,
                members=event.members,
                frame=event.frame,
                minutes=event.minutes,
                quorum=event.quorum,
                order=event.order,
                presenter_order=event.presenter_order,
                role_order=event.role_order,
                without=event.without,
            )
        case Arrived(member=member):
            return changes.arrive(state, member, seated=event.seated, beside=event.beside)
        case Departed():
            return changes.depart(state, event)
        case Opened():
            return replace(state, opened_at=event.at)
        case Planned():
            return replace(state, plan=(*state.plan[: event.kept], *event.parts))
        case StepStarted(key=key):
            return changes.start_step(state, key, event.at)
        case StepEnded():
            return changes.end_step(state, event)
        case TurnStarted(member=member):
            seconds = state.part.turn_seconds if state.part else 0
            return replace(
                changes.timed(state, event.at, seconds),
                speaking=member,
                spoken=changes.with_(state.spoken, member),
                queue=changes.less_one(state.queue, member),
            )
        case TurnEnded(member=member, how=how):
            return changes.end_turn(state, member, how)
        case LandingStarted():
            return replace(
                state, landing=True, ends_at=event.at + timedelta(seconds=LANDING_SECONDS)
            )
        case TimeRanOut():
            return replace(state, landing=False, time_up=True)
        case TimeAdded():
            return changes.add_time(state, event)
        case Asked():
            return replace(
                state,
                asking=Asking(
                    ask=event.ask,
                    detail=event.detail,
                    by=event.by,
                    at=event.at,
                ),
            )
        case Answered(member=member, yes=yes):
            return replace(state, asking=changes.answer(state, member, yes=yes))
        case Granted():
            waived = state.asking is not None and state.asking.ask == "go-on"
            return replace(state, asking=None, quorum_waived=state.quorum_waived or waived)
        case Dropped(how=how):
            waived = how == "time" and state.asking is not None and state.asking.ask == "go-on"
            return replace(state, asking=None, quorum_waived=state.quorum_waived or waived)
        case Paused():
            return replace(state, paused_at=event.at)
        case Resumed():
            return changes.resume(state, event.at)
        case SilenceCalled(seconds=seconds):
            return replace(
                state, silence_at=event.at, silence_ends_at=event.at + timedelta(seconds=seconds)
            )
        case SilenceEnded():
            return replace(
                changes.shifted(state, state.silence_at, event.at),
                silence_at=None,
                silence_ends_at=None,
            )
        case ProcessChecked():
            return replace(state, checked_at=event.at)
        case SilenceBroken():
            return replace(state, broken=state.broken + 1)
        case TimersSet(mode=mode):
            return replace(state, timers=mode, time_up=False, landing=False)
        case RoleTaken(role=role, member=member):
            order = (*changes.less(state.role_order, member), member)
            return replace(state, roles={**state.roles, role: member}, role_order=order)
        case Offered(member=member):
            return replace(state, offers=(*changes.less(state.offers, member), member))
        case Withdrawn(member=member):
            return replace(state, offers=changes.less(state.offers, member))
        case PresentersChosen(members=members):
            return replace(state, presenters=members, offers=())
        case ProcessChosen():
            return state  # its steps come with Planned
        case Written() | Amended():
            return state
        case MemberReady(member=member):
            return replace(state, ready=(*changes.less(state.ready, member), member))
        case Closed(how=how):
            return replace(
                state,
                closed_at=event.at,
                closed_how=how,
                speaking=None,
                asking=None,
                ends_at=None,
                landing=False,
                paused_at=None,
                silence_at=None,
                silence_ends_at=None,
            )
        case _:
            assert_never(event)
