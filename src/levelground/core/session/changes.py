"""The larger changes that an event makes to the state; see `evolve`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from levelground.core.process import Part
from levelground.core.session.events import Departed, StepEnded, TimeAdded
from levelground.core.session.state import GRACE, Asking, Ran, State, people_of

V = TypeVar("V")

PAYS_FROM_RESERVE = 2  # a reserve pays only if it keeps at least as much as it gives


def arrive(state: State, member: str, *, seated: bool, beside: str) -> State:
    here = {*state.present, member}
    members = state.members if member in state.members else (*state.members, member)
    enough = len(here) >= state.quorum
    state = replace(state, members=members)
    return replace(
        state,
        queue=(*state.queue, member) if _is_due_a_turn(state, member) else state.queue,
        present=tuple(m for m in members if m in here),
        seated=(*less(state.seated, member), member) if seated else less(state.seated, member),
        beside=_set(state.beside, member, beside) if beside else _without(state.beside, member),
        away=_without(state.away, member),
        empty_since=state.empty_since if seated else None,
        order=with_(state.order, member),
        presenter_order=with_(state.presenter_order, member),
        role_order=with_(state.role_order, member),
        quorum_waived=state.quorum_waived and not enough,
    )


def depart(state: State, event: Departed) -> State:
    alone = not [member for member in state.with_device if member != event.member]
    return replace(
        state,
        empty_since=(state.empty_since or event.at) if alone else None,
        present=less(state.present, event.member),
        seated=less(state.seated, event.member),
        beside=_without(state.beside, event.member),
        ready=less(state.ready, event.member),
        offers=state.offers if event.dropped else less(state.offers, event.member),
        away=_set(state.away, event.member, event.at) if event.dropped else state.away,
    )


def start_step(state: State, key: str, at: datetime) -> State:
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
        later=(),
        queue=(),
        time_up=False,
        landing=False,
        checked_at=None,
    )
    part, step = state.plan[index], state.step
    if step is None or step.turns is None:
        return timed(state, at, part.seconds)
    takers = people_of(state, step.turns.of, part.presenter)
    # whoever spoke last last time goes first
    order = (*state.order[-1:], *state.order[:-1])
    here = {*state.present, *(m for m, since in state.away.items() if at - since < GRACE)}
    queue = tuple(member for member in order if member in takers and member in here)
    return replace(state, order=order, queue=queue * step.turns.rounds, ends_at=None, span=0)


def end_step(state: State, event: StepEnded) -> State:
    part = next(part for part in state.plan if part.key == event.key)
    began = state.step_started_at or event.at
    stood_since = state.silence_at or state.paused_at
    stopped = state.stopped + (
        round((event.at - stood_since).total_seconds()) if stood_since else 0
    )
    ran = Ran(
        key=event.key,
        planned=part.seconds,
        took=max(0, round((event.at - began).total_seconds()) - stopped),
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


def end_turn(state: State, member: str, how: str) -> State:
    back = how in ("later", "away")
    return replace(
        state,
        speaking=None,
        queue=(*state.queue, member) if back else state.queue,
        later=with_(state.later, member) if how == "later" else state.later,
        ends_at=None,
        landing=False,
        time_up=False,
    )


def timed(state: State, at: datetime, seconds: int) -> State:
    return replace(
        state,
        ends_at=at + timedelta(seconds=seconds),
        span=seconds,
        landing=False,
        time_up=False,
    )


def add_time(state: State, event: TimeAdded) -> State:
    # what was already over starts again from now; "finish your sentence" was not part of the time
    over = state.landing or state.time_up or state.ends_at is None or state.ends_at < event.at
    start = event.at if over or state.ends_at is None else state.ends_at
    plan = tuple(_pay(part, event) if part.key == event.paid_by else part for part in state.plan)
    return replace(
        state,
        plan=plan,
        ends_at=start + timedelta(seconds=event.seconds),
        span=event.seconds if over else state.span + event.seconds,
        landing=False,
        time_up=False,
    )


def resume(state: State, at: datetime) -> State:
    stood = at - state.paused_at if state.paused_at else timedelta()
    return replace(
        shifted(state, state.paused_at, at),
        paused_at=None,
        silence_at=state.silence_at + stood if state.silence_at else None,
        silence_ends_at=state.silence_ends_at + stood if state.silence_ends_at else None,
    )


def shifted(state: State, since: datetime | None, at: datetime) -> State:
    """The clock stood still from `since` until `at`."""
    if since is None:
        return state
    stood = at - since
    return replace(
        state,
        ends_at=state.ends_at + stood if state.ends_at else None,
        stopped=state.stopped + round(stood.total_seconds()),
    )


def answer(state: State, member: str, *, yes: bool) -> Asking | None:
    if state.asking is None:
        return None
    others_yes, others_no = less(state.asking.yes, member), less(state.asking.no, member)
    return replace(
        state.asking,
        yes=(*others_yes, member) if yes else others_yes,
        no=others_no if yes else (*others_no, member),
    )


def less(members: tuple[str, ...], member: str) -> tuple[str, ...]:
    return tuple(m for m in members if m != member)


def less_one(members: tuple[str, ...], member: str) -> tuple[str, ...]:
    where = members.index(member) if member in members else len(members)
    return (*members[:where], *members[where + 1 :])


def with_(members: tuple[str, ...], member: str) -> tuple[str, ...]:
    return members if member in members else (*members, member)


def _is_due_a_turn(state: State, member: str) -> bool:
    """A latecomer to a step of turns gets one, at the end."""
    step = state.step
    if step is None or step.turns is None or member in (*state.queue, *state.spoken):
        return False
    return member in people_of(state, step.turns.of, state.presenter)


def _pay(part: Part, event: TimeAdded) -> Part:
    if part.reserve >= PAYS_FROM_RESERVE * event.seconds:
        return replace(part, reserve=part.reserve - event.seconds)
    return replace(part, seconds=part.seconds - event.seconds)


def _set(known: Mapping[str, V], key: str, value: V) -> dict[str, V]:
    return {**known, key: value}


def _without(known: Mapping[str, V], key: str) -> dict[str, V]:
    return {k: value for k, value in known.items() if k != key}
