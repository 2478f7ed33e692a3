"""How each event moves a session on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import reduce
from typing import assert_never

from levelground.core.process import Book, Part
from levelground.core.session.events import (
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
from levelground.core.session.state import GRACE, Asking, Ran, State, people_of

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
            return _arrive(state, member, seated=event.seated)
        case Departed(member=member):
            return replace(
                state,
                present=_less(state.present, member),
                seated=_less(state.seated, member),
                away={**state.away, member: event.at} if event.dropped else state.away,
            )
        case Opened():
            return replace(state, opened_at=event.at)
        case Planned():
            return replace(state, plan=(*state.plan[: event.kept], *event.parts))
        case StepStarted(key=key):
            return _start_step(state, key, event.at)
        case StepEnded():
            return _end_step(state, event)
        case TurnStarted(member=member):
            seconds = state.part.turn_seconds if state.part else 0
            return replace(
                _timed(state, event.at, seconds),
                speaking=member,
                spoken=_with(state.spoken, member),
                queue=_less_one(state.queue, member),
            )
        case TurnEnded(member=member, how=how):
            queue = (*state.queue, member) if how in ("later", "away") else state.queue
            return replace(state, speaking=None, queue=queue, ends_at=None, landing=False)
        case LandingStarted():
            return replace(
                state, landing=True, ends_at=event.at + timedelta(seconds=LANDING_SECONDS)
            )
        case TimeRanOut():
            return replace(state, landing=False, time_up=True)
        case TimeAdded():
            return _add_time(state, event)
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
            return replace(state, asking=_answer(state, member, yes=yes))
        case Granted():
            waived = state.asking is not None and state.asking.ask == "go-on"
            return replace(state, asking=None, quorum_waived=state.quorum_waived or waived)
        case Dropped():
            waived = state.asking is not None and state.asking.ask == "go-on"
            return replace(state, asking=None, quorum_waived=state.quorum_waived or waived)
        case Paused():
            return replace(state, paused_at=event.at)
        case Resumed():
            return _resume(state, event.at)
        case SilenceCalled(seconds=seconds):
            return replace(
                state, silence_at=event.at, silence_ends_at=event.at + timedelta(seconds=seconds)
            )
        case SilenceEnded():
            return replace(
                _shifted(state, state.silence_at, event.at), silence_at=None, silence_ends_at=None
            )
        case ProcessChecked():
            return replace(state, checked_at=event.at)
        case SilenceBroken():
            return replace(state, broken=state.broken + 1)
        case TimersSet(mode=mode):
            overdue = state.ends_at is not None and state.ends_at <= event.at
            return replace(state, timers=mode, time_up=state.time_up or overdue, landing=False)
        case RoleTaken(role=role, member=member):
            order = (*_less(state.role_order, member), member)
            return replace(state, roles={**state.roles, role: member}, role_order=order)
        case Offered(member=member):
            return replace(state, offers=(*_less(state.offers, member), member))
        case Withdrawn(member=member):
            return replace(state, offers=_less(state.offers, member))
        case PresentersChosen(members=members):
            return replace(state, presenters=members, offers=())
        case ProcessChosen():
            return state  # its steps come with Planned
        case Written():
            return state
        case MemberReady(member=member):
            return replace(state, ready=(*_less(state.ready, member), member))
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


def _arrive(state: State, member: str, *, seated: bool) -> State:
    here = {*state.present, member}
    members = state.members if member in state.members else (*state.members, member)
    enough = len(here) >= state.quorum
    state = replace(state, members=members)
    return replace(
        state,
        queue=(*state.queue, member) if _is_due_a_turn(state, member) else state.queue,
        present=tuple(m for m in members if m in here),
        seated=(*_less(state.seated, member), member) if seated else _less(state.seated, member),
        away={m: since for m, since in state.away.items() if m != member},
        order=state.order if member in state.order else (*state.order, member),
        presenter_order=_with(state.presenter_order, member),
        role_order=_with(state.role_order, member),
        quorum_waived=state.quorum_waived and not enough,
    )


def _is_due_a_turn(state: State, member: str) -> bool:
    """A latecomer to a step of turns gets one, at the end."""
    step = state.step
    if step is None or step.turns is None or member in (*state.queue, *state.spoken):
        return False
    return member in people_of(state, step.turns.of, state.presenter)


def _resume(state: State, at: datetime) -> State:
    stood = at - state.paused_at if state.paused_at else timedelta()
    return replace(
        _shifted(state, state.paused_at, at),
        paused_at=None,
        silence_at=state.silence_at + stood if state.silence_at else None,
        silence_ends_at=state.silence_ends_at + stood if state.silence_ends_at else None,
    )


def _start_step(state: State, key: str, at: datetime) -> State:
    index = next(i for i, part in enumerate(state.plan) if part.key == key)
    state = replace(
        state,
        index=index,
        step_started_at=at,
        ready=(),
        broken=0,
        stopped=0,
        speaking=None,
        spoken=(),
        queue=(),
        time_up=False,
        landing=False,
        checked_at=None,
    )
    part, step = state.plan[index], state.step
    if step is None or step.turns is None:
        return _timed(state, at, part.seconds)
    takers = people_of(state, step.turns.of, part.presenter)
    # whoever spoke last last time goes first
    order = (*state.order[-1:], *state.order[:-1])
    here = {*state.present, *(m for m, since in state.away.items() if at - since < GRACE)}
    queue = tuple(member for member in order if member in takers and member in here)
    return replace(state, order=order, queue=queue * step.turns.rounds, ends_at=None, span=0)


def _end_step(state: State, event: StepEnded) -> State:
    part = next(part for part in state.plan if part.key == event.key)
    began = state.step_started_at or event.at
    ran = Ran(
        key=event.key,
        planned=part.seconds,
        took=max(0, round((event.at - began).total_seconds()) - state.stopped),
        how=event.how,
        broken=state.broken,
    )
    return replace(
        state,
        story=(*state.story, ran),
        speaking=None,
        queue=(),
        ready=(),
        ends_at=None,
        landing=False,
        time_up=False,
    )


def _timed(state: State, at: datetime, seconds: int) -> State:
    return replace(
        state,
        ends_at=at + timedelta(seconds=seconds),
        span=seconds,
        landing=False,
        time_up=False,
    )


def _add_time(state: State, event: TimeAdded) -> State:
    # what was already over starts again from now; "finish your sentence" was not part of the time
    over = state.landing or state.time_up or state.ends_at is None
    start = event.at if over or state.ends_at is None else state.ends_at
    plan = tuple(_pay(part, event) if part.key == event.paid_by else part for part in state.plan)
    return replace(
        state,
        plan=plan,
        ends_at=start + timedelta(seconds=event.seconds),
        span=state.span + event.seconds,
        landing=False,
        time_up=False,
    )


def _pay(part: Part, event: TimeAdded) -> Part:
    if part.reserve >= event.seconds:
        return replace(part, reserve=part.reserve - event.seconds)
    return replace(part, seconds=part.seconds - event.seconds)


def _shifted(state: State, since: datetime | None, at: datetime) -> State:
    """The clock stood still from `since` until `at`."""
    if since is None:
        return state
    stood = at - since
    return replace(
        state,
        ends_at=state.ends_at + stood if state.ends_at else None,
        stopped=state.stopped + round(stood.total_seconds()),
    )


def _answer(state: State, member: str, *, yes: bool) -> Asking | None:
    if state.asking is None:
        return None
    others_yes, others_no = _less(state.asking.yes, member), _less(state.asking.no, member)
    return replace(
        state.asking,
        yes=(*others_yes, member) if yes else others_yes,
        no=others_no if yes else (*others_no, member),
    )


def _less(members: tuple[str, ...], member: str) -> tuple[str, ...]:
    return tuple(m for m in members if m != member)


def _less_one(members: tuple[str, ...], member: str) -> tuple[str, ...]:
    where = members.index(member) if member in members else len(members)
    return (*members[:where], *members[where + 1 :])


def _with(members: tuple[str, ...], member: str) -> tuple[str, ...]:
    return members if member in members else (*members, member)
