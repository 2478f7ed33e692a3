"""Putting something to the group, and answering."""

from __future__ import annotations

from datetime import datetime

from levelground.core.process import Process
from levelground.core.session import moves as m
from levelground.core.session.consent import ASKS, TIMERS
from levelground.core.session.events import Answered, Asked
from levelground.core.session.flow import Telling, overtake
from levelground.core.session.planning import can_be_chosen, option, presenters_advice
from levelground.core.session.refused import RUNS_ITS_TIME, STANDS_STILL, require, require_running
from levelground.core.session.state import Asking, State
from levelground.core.words import gettext_noop as _

WITH_DETAIL = ("timers", "presenters", "process")
WHILE_STANDING = ("resume", "timers", "close")
IN_A_CALLED_SILENCE = ("move-on", "timers", "close")


def propose(told: Telling, move: m.Propose, at: datetime) -> None:
    """Put it to the group; the same proposal by a second member is a yes."""
    require_running(told.state, move.by)
    require(move.ask in ASKS and move.ask != "go-on", _("That cannot be proposed."))
    asking = told.state.asking
    if asking is not None and (asking.ask, asking.detail) == (move.ask, move.detail):
        answer(told, m.Answer(by=move.by, yes=True), at)
        return
    _check(told.state, move, at)
    if _only_the_clock_asks(asking):
        overtake(told, at, ("move-on",))
    require(
        told.state.asking is None,
        _("The group is being asked something else. Answer that first."),
    )
    told.tell(Asked(at=at, ask=move.ask, detail=move.detail, by=move.by))
    _vote(told, move.by, at, yes=True)


def answer(told: Telling, move: m.Answer, at: datetime) -> None:
    require_running(told.state, move.by)
    asking = told.state.asking
    require(asking is not None and move.ask in ("", asking.ask), _("The question is settled."))
    said = asking.yes if asking and move.yes else asking.no if asking else ()
    require(move.by not in said, _("You have answered."))
    _vote(told, move.by, at, yes=move.yes)


def _vote(told: Telling, member: str, at: datetime, *, yes: bool) -> None:
    """One answer, and that of those who share this member's device and answer aloud."""
    asking, state = told.state.asking, told.state
    told.tell(Answered(at=at, member=member, yes=yes))
    for other in state.seated:
        answered = asking is not None and other in (*asking.yes, *asking.no)
        host = state.beside.get(other, "")
        if other != member and not answered and (host == member or host not in state.with_device):
            told.tell(Answered(at=at, member=other, yes=yes))


def _only_the_clock_asks(asking: Asking | None) -> bool:
    """Time was up and nobody in particular asks; a member's own proposal takes its place."""
    return asking is not None and asking.ask == "move-on" and not asking.by


def _check(state: State, move: m.Propose, at: datetime) -> None:
    """Raise Refused if this cannot be proposed now."""
    require(
        move.ask in WITH_DETAIL or not move.detail,
        _("That cannot be proposed."),
    )
    if state.is_paused:
        require(move.ask in WHILE_STANDING, STANDS_STILL)
    else:
        require(move.ask != "resume", _("The clock is running."))
        require(not state.in_called_silence or move.ask in IN_A_CALLED_SILENCE, RUNS_ITS_TIME)
    match move.ask:
        case "more-time":
            require(state.timers != "off", _("No clock is running, so there is no hurry."))
            require(state.ends_at is not None, _("Nobody's time is running now."))
        case "timers":
            known = len(move.detail) == 1 and move.detail[0] in TIMERS
            require(known, _("The clock can hold, advise or be off."))
            require(move.detail[0] != state.timers, _("The clock is set that way already."))
        case "presenters":
            _check_presenters(state, move.detail, at)
        case "process":
            _check_process(state, move.detail, at)
        case _:
            pass


def _check_presenters(state: State, detail: tuple[str, ...], at: datetime) -> None:
    decides = state.step is not None and state.step.decides == "presenters"
    require(decides, _("Who presents is settled at another time."))
    offered = bool(detail) and set(detail) <= set(state.offers)
    require(
        offered and len(set(detail)) == len(detail), _("Only somebody who offered can present.")
    )
    advice = presenters_advice(state, detail, at=at)
    require(not advice, advice[0] if advice else "")


def _check_process(state: State, detail: tuple[str, ...], at: datetime) -> None:
    require(state.step and state.step.choose, _("A process is chosen at another time."))
    process: Process | None = state.book.get(detail[0]) if len(detail) == 1 else None
    require(process, _("This process is not in the library."))
    if process is None:
        return
    require(can_be_chosen(state, process), _("This process cannot be chosen here."))
    alone = process.presents and not state.presenter
    require(not alone, _("It needs a presenter, and nobody presents."))
    advice = option(state, process, at=at).fit.advice
    require(not advice, advice[0] if advice else "")
