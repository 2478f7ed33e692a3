"""Every move the rules would let a member make now: what is offered is what `decide` allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from levelground.core.session import moves as m
from levelground.core.session.consent import TIMERS
from levelground.core.session.decide import decide
from levelground.core.session.planning import Option, options
from levelground.core.session.refused import Refused
from levelground.core.session.state import State, makes_of

SIMPLE = (
    m.Join, m.Leave, m.Open, m.Ready, m.Done, m.Pass, m.Later, m.Pause, m.CallSilence,
    m.CheckProcess, m.NoteBroken, m.Offer, m.Withdraw,
)  # fmt: skip


def allowed(
    state: State, *, member: str, at: datetime, choices: Sequence[Option] | None = None
) -> tuple[m.Move, ...]:
    """Every move the rules would let this member make now.

    `choices` are the processes to choose from here, if they have been worked out already.
    """
    choices = options(state, at=at) if choices is None else choices
    return (
        *(move for move in _candidates(state, member) if _is_allowed(state, move, at)),
        *_processes(state, member, choices, at),
    )


def _candidates(state: State, member: str) -> Iterator[m.Move]:
    for kind in SIMPLE:
        yield kind(by=member)
    for other in state.members:
        if other not in state.present:
            yield m.Seat(by=member, member=other)
    for other in state.seated:
        if other != member:
            yield m.Leave(by=member, member=other)
    if state.is_open:
        yield from _of_an_open_session(state, member)


def _of_an_open_session(state: State, member: str) -> Iterator[m.Move]:
    if state.asking is not None:
        yield m.Answer(by=member, yes=True)
        yield m.Answer(by=member, yes=False)
    for ask in ("move-on", "more-time", "resume", "close"):
        yield m.Propose(by=member, ask=ask)
    for mode in TIMERS:
        yield m.Propose(by=member, ask="timers", detail=(mode,))
    for role in state.process.roles if state.process else ():
        yield m.TakeRole(by=member, role=role.id)
        yield m.HandOn(by=member, role=role.id)
    for kind_of_words in dict.fromkeys(makes.kind for makes in makes_of(state, member)):
        yield m.Write(by=member, kind=kind_of_words)
    yield from _presenters(state, member)


def _presenters(state: State, member: str) -> Iterator[m.Move]:
    """Those who offered, longest waiting first: one, two, ... of them; and each alone."""
    if state.step is None or not state.step.decides:
        return
    willing = tuple(person for person in state.presenter_order if person in state.offers)
    for few in range(1, len(willing) + 1):
        yield m.Propose(by=member, ask="presenters", detail=willing[:few])
    for one in willing[1:]:
        yield m.Propose(by=member, ask="presenters", detail=(one,))


def _processes(
    state: State, member: str, choices: Sequence[Option], at: datetime
) -> Iterator[m.Move]:
    """The rules are asked once; which processes fit is known from the choices."""
    asked = state.asking.detail if state.asking and state.asking.ask == "process" else ()
    may: bool | None = None
    for choice in choices:
        move = m.Propose(by=member, ask="process", detail=(choice.process.id,))
        if choice.process.id in asked:
            if _is_allowed(state, move, at):
                yield move
        elif not choice.fit.advice:
            may = _is_allowed(state, move, at) if may is None else may
            if may:
                yield move


def _is_allowed(state: State, move: m.Move, at: datetime) -> bool:
    try:
        decide(state, move, at=at)
    except Refused:
        return False
    return True
