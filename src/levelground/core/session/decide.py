"""Whether a move is allowed now, and what then happens."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from levelground.core.session import moves as m
from levelground.core.session.consent import ASKS, TIMERS, count
from levelground.core.session.due import due
from levelground.core.session.events import (
    Answered,
    Arrived,
    Asked,
    Convened,
    Departed,
    Event,
    MemberReady,
    Offered,
    Opened,
    Paused,
    Planned,
    ProcessChecked,
    RoleTaken,
    SilenceBroken,
    SilenceCalled,
    Withdrawn,
    Written,
)
from levelground.core.session.flow import (
    Telling,
    end_step,
    end_turn,
    next_for_role,
    next_step,
    next_turn,
    settle,
)
from levelground.core.session.planning import first_plan, option
from levelground.core.session.refused import require
from levelground.core.session.state import State, floor_of, people_of
from levelground.core.words import Sentence
from levelground.core.words import gettext_noop as _

SILENCE_SECONDS = 60
SMALLEST = 2
LARGEST = 8


def decide(state: State, move: m.Move, *, at: datetime) -> tuple[Event, ...]:
    """What `move` brings about at time `at` (aware): first what time has brought, then the move.

    Raises Refused, with a sentence for the member, if the rules do not allow the move. Time never
    runs backwards: a move from before the last event counts as made at the last event.
    """
    at = max(at, state.last_at) if state.last_at else at
    told = Telling(state)
    told.tell(*due(state, at))
    _carry_out(told, move, at)
    return tuple(told.events)


def _carry_out(told: Telling, move: m.Move, at: datetime) -> None:  # noqa: C901, PLR0912  one case for each move
    match move:
        case m.Convene():
            _convene(told, move, at)
        case m.Join():
            _join(told, move, at)
        case m.Seat():
            _seat(told, move, at)
        case m.Leave():
            _leave(told, move, at)
        case m.Open():
            _open(told, move, at)
        case m.Ready():
            _ready(told, move, at)
        case m.Done():
            _done(told, move, at)
        case m.Pass() | m.Later():
            _pass(told, move, at)
        case m.Propose():
            _propose(told, move, at)
        case m.Answer():
            _answer(told, move, at)
        case m.Pause():
            _running(told.state, move.by)
            require(not told.state.is_paused, _("The clock stands still already."))
            told.tell(Paused(at=at))
        case m.CallSilence():
            _running(told.state, move.by)
            require(not _is_silent(told.state), _("This is a silence already."))
            require(not told.state.is_paused, _("The clock stands still. Go on first."))
            told.tell(SilenceCalled(at=at, seconds=SILENCE_SECONDS))
        case m.CheckProcess():
            _running(told.state, move.by)
            told.tell(ProcessChecked(at=at))
        case m.NoteBroken():
            _running(told.state, move.by)
            silent = set(told.state.members) - set(floor_of(told.state))
            require(silent and not told.state.is_paused, _("Nobody has to be silent now."))
            told.tell(SilenceBroken(at=at))
        case m.TakeRole() | m.HandOn():
            _role(told, move, at)
        case m.Offer() | m.Withdraw():
            _offer(told, move, at)
        case m.Write():
            _write(told, move, at)
        case _:
            assert_never(move)


def _convene(told: Telling, move: m.Convene, at: datetime) -> None:
    require(not told.state.is_convened, _("This session is planned already."))
    require(move.frame in told.state.book, _("This kind of meeting is not in the library."))
    told.tell(
        Convened(
            at=at,
            members=move.members,
            frame=move.frame,
            frame_version=told.state.book[move.frame].version,
            minutes=move.minutes,
            quorum=move.quorum,
            order=move.order,
            presenter_order=move.presenter_order,
            role_order=move.role_order,
            without=move.without,
        )
    )


def _join(told: Telling, move: m.Join, at: datetime) -> None:
    state = told.state
    require(state.is_convened, _("This session is not planned yet."))
    require(state.closed_at is None, _("This session is over."))
    here = move.by in state.present and move.by not in state.seated
    require(not here, _("You are here already."))
    require(
        len({*state.present, move.by}) <= LARGEST,
        Sentence(_("There is room for %(most)d."), most=LARGEST),
    )
    told.tell(Arrived(at=at, member=move.by))
    _resume_turns(told, at)
    if state.is_open:
        settle(told, at)


def _seat(told: Telling, move: m.Seat, at: datetime) -> None:
    state = told.state
    require(state.is_convened and state.closed_at is None, _("This session is over."))
    require(move.by in state.present, _("Join the session first."))
    require(move.member in state.members, _("This person is not in the group."))
    require(move.member not in state.present, _("This person is here already."))
    told.tell(Arrived(at=at, member=move.member, seated=True))
    _resume_turns(told, at)
    if state.is_open:
        settle(told, at)


def _resume_turns(told: Telling, at: datetime) -> None:
    """Somebody came back to a step of turns in which nobody who was left was here."""
    state = told.state
    if state.is_open and state.step and state.step.turns and state.speaking is None:
        next_turn(told, at)


def _leave(told: Telling, move: m.Leave, at: datetime) -> None:
    state = told.state
    require(move.by in state.present, _("You are not in this session."))
    require(state.closed_at is None, _("This session is over."))
    told.tell(Departed(at=at, member=move.by, dropped=move.dropped))
    if not state.is_open:
        return
    if not told.state.present:  # with nobody there the clock stands still
        told.tell(*([] if state.is_paused else [Paused(at=at)]))
        return
    if state.speaking == move.by and not move.dropped and not state.is_paused:
        end_turn(told, at, how="away")
    _end_if_all_ready(told, at)
    settle(told, at)


def _open(told: Telling, move: m.Open, at: datetime) -> None:
    state = told.state
    require(state.is_convened, _("This session is not planned yet."))
    require(state.opened_at is None, _("This session is open already."))
    require(move.by in state.present, _("Join the session first."))
    require(len(state.present) >= SMALLEST, _("Somebody else has to be here before you can begin."))
    told.tell(Opened(at=at))
    told.tell(Planned(at=at, kept=0, parts=first_plan(told.state)))
    next_step(told, at)
    settle(told, at)


def _ready(told: Telling, move: m.Ready, at: datetime) -> None:
    _running(told.state, move.by)
    step = told.state.step
    require(
        step is not None and step.ends == "all-ready", _("This step does not wait for everyone.")
    )
    require(not told.state.is_paused, _("The clock stands still. Go on first."))
    require(move.by not in told.state.ready, _("You have said that you are ready."))
    told.tell(MemberReady(at=at, member=move.by))
    _end_if_all_ready(told, at)


def _done(told: Telling, move: m.Done, at: datetime) -> None:
    state = told.state
    _running(state, move.by)
    step = state.step
    require(not state.is_paused, _("The clock stands still. Go on first."))
    require(step is not None and not _is_silent(state), _("A silence runs its time."))
    if state.speaking is not None:
        require(
            move.by == state.speaking or state.speaking in state.seated,
            _("Somebody else has the turn."),
        )
        end_turn(told, at, how="done")
        return
    require(
        step is not None and step.ends == "floor-done", _("This step is not ended by one person.")
    )
    floor = floor_of(state)
    only_seated = all(member in state.seated for member in floor if member in state.present)
    require(move.by in floor or only_seated, _("Somebody else has the floor."))
    require(move.by not in state.ready, _("You have said that you are done."))
    told.tell(MemberReady(at=at, member=move.by))
    _end_if_all_ready(told, at)


def _end_if_all_ready(told: Telling, at: datetime) -> None:
    """Everyone who has to say so has said so. People without a device say so aloud."""
    state, step = told.state, told.state.step
    if step is None or step.turns is not None or step.ends == "never" or not state.ready:
        return
    asked = state.present if step.ends == "all-ready" else floor_of(state)
    waiting = [
        x for x in asked if x in state.present and x not in state.ready and x not in state.seated
    ]
    if not waiting and not state.is_paused and not state.in_called_silence:
        end_step(told, at, how="ready" if step.ends == "all-ready" else "done")


def _pass(told: Telling, move: m.Pass | m.Later, at: datetime) -> None:
    state = told.state
    _running(state, move.by)
    step = state.step
    require(
        not state.is_paused and not state.in_called_silence,
        _("The clock stands still. Go on first."),
    )
    mine = move.by == state.speaking or (
        state.speaking is not None and state.speaking in state.seated
    )
    require(mine, _("You do not have the turn."))
    if isinstance(move, m.Pass):
        require(step and step.turns and step.turns.may_pass, _("In this step everyone has a say."))
        end_turn(told, at, how="passed")
        return
    others = [x for x in state.queue if x in state.present and x != state.speaking]
    require(others, _("You are the last one; say it now, or pass."))
    end_turn(told, at, how="later")


def _propose(told: Telling, move: m.Propose, at: datetime) -> None:
    state = told.state
    _running(state, move.by)
    require(move.ask in ASKS and move.ask != "go-on", _("That cannot be proposed."))
    if state.asking is not None and (state.asking.ask, state.asking.detail) == (
        move.ask,
        move.detail,
    ):
        _answer(told, m.Answer(by=move.by, yes=True), at)
        return
    require(state.asking is None, _("The group is being asked something else. Answer that first."))
    _check_proposal(state, move, at)
    told.tell(Asked(at=at, ask=move.ask, detail=move.detail, by=move.by))
    _vote(told, move.by, at, yes=True)


def _check_proposal(state: State, move: m.Propose, at: datetime) -> None:
    step = state.step
    require(
        (move.ask == "resume") == state.is_paused or move.ask in ("timers", "close"),
        _("The clock stands still. Go on first.")
        if state.is_paused
        else _("The clock is running."),
    )
    match move.ask:
        case "more-time":
            require(not state.in_called_silence, _("This silence is over in a moment."))
            require(state.timers != "off", _("No clock is running, so there is no hurry."))
        case "timers":
            require(
                move.detail and move.detail[0] in TIMERS, _("The clock can hold, advise or be off.")
            )
            require(move.detail[0] != state.timers, _("The clock is set that way already."))
        case "presenters":
            require(
                step and step.decides == "presenters", _("Who presents is settled at another time.")
            )
            offered = set(move.detail) <= set(state.offers) and move.detail
            require(
                offered and len(set(move.detail)) == len(move.detail),
                _("Only somebody who offered can present."),
            )
        case "process":
            require(step and step.choose, _("A process is chosen at another time."))
            _check_process(state, move.detail, at)
        case _:
            pass


def _check_process(state: State, detail: tuple[str, ...], at: datetime) -> None:
    step = state.step
    process = state.book.get(detail[0]) if detail else None
    require(process is not None, _("This process is not in the library."))
    if process is None or step is None or step.choose is None:
        return
    offered = (
        process.kind == "process" if step.choose.from_library else process.id in step.choose.options
    )
    require(offered, _("This process cannot be chosen here."))
    require(
        not process.presents or state.presenter, _("It needs a presenter, and nobody presents.")
    )
    advice = option(state, process, at=at).fit.advice
    require(not advice, advice[0] if advice else "")


def _answer(told: Telling, move: m.Answer, at: datetime) -> None:
    _running(told.state, move.by)
    require(told.state.asking is not None, _("The question is settled."))
    asking = told.state.asking
    said = asking.yes if asking and move.yes else asking.no if asking else ()
    require(move.by not in said, _("You have answered."))
    _vote(told, move.by, at, yes=move.yes)


def _vote(told: Telling, member: str, at: datetime, *, yes: bool) -> None:
    """One answer, and that of those in the room without a device, who answer aloud."""
    asking = told.state.asking
    aloud = [x for x in told.state.seated if asking and x not in (*asking.yes, *asking.no)]
    for voter in (member, *(x for x in aloud if x != member)):
        told.tell(Answered(at=at, member=voter, yes=yes))
    settle(told, at)


def _role(told: Telling, move: m.TakeRole | m.HandOn, at: datetime) -> None:
    state = told.state
    _running(state, move.by)
    process = state.process
    known = process is not None and any(role.id == move.role for role in process.roles)
    require(known, _("This process has no such role."))
    if isinstance(move, m.TakeRole):
        require(state.roles.get(move.role) != move.by, _("You have this role already."))
        require(move.by != state.presenter, _("You present; somebody else takes the other roles."))
        told.tell(RoleTaken(at=at, role=move.role, member=move.by))
        return
    holder = state.roles.get(move.role)
    require(holder == move.by or holder in state.seated, _("You do not have this role."))
    following = next_for_role(state, move.role, state.presenter, process.id if process else "")
    require(following not in (None, holder), _("There is nobody to hand it to."))
    if following is not None:
        told.tell(RoleTaken(at=at, role=move.role, member=following))


def _offer(told: Telling, move: m.Offer | m.Withdraw, at: datetime) -> None:
    state = told.state
    _running(state, move.by)
    require(
        state.step and state.step.decides == "presenters",
        _("Who presents is settled at another time."),
    )
    if isinstance(move, m.Offer):
        require(move.by not in state.offers, _("You have offered."))
        told.tell(Offered(at=at, member=move.by))
    else:
        require(move.by in state.offers, _("You have not offered."))
        told.tell(Withdrawn(at=at, member=move.by))


def _write(told: Telling, move: m.Write, at: datetime) -> None:
    state, step = told.state, told.state.step
    _running(state, move.by)
    asked = [makes for makes in (step.makes if step else ()) if makes.kind == move.kind]
    mine = [makes for makes in asked if move.by in people_of(state, (makes.by,), state.presenter)]
    require(mine, _("This is not asked for in this step."))
    told.tell(Written(at=at, kind=move.kind))


def _running(state: State, member: str) -> None:
    require(state.is_convened, _("This session is not planned yet."))
    require(state.closed_at is None, _("This session is over."))
    require(state.opened_at is not None, _("This session has not begun."))
    require(member in state.present, _("Join the session first."))


def _is_silent(state: State) -> bool:
    return state.in_called_silence or (state.step is not None and state.step.is_silence)


def standing(state: State) -> tuple[int, int, int]:
    """Of the open question: yeses, how many are needed, how many are asked."""
    if state.asking is None:
        return (0, 0, 0)
    now = count(state, state.asking)
    return (now.yes, now.needed, now.of)
