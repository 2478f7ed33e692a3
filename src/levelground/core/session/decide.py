"""Whether a move is allowed now, and what then happens."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from levelground.core.session import moves as m
from levelground.core.session.consent import OF_A_STEP
from levelground.core.session.due import due
from levelground.core.session.events import (
    Amended,
    Arrived,
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
    end_turn,
    give_on,
    next_step,
    overtake,
    settle,
)
from levelground.core.session.planning import first_plan
from levelground.core.session.proposing import answer, propose
from levelground.core.session.refused import (
    RUNS_ITS_TIME,
    STANDS_STILL,
    require,
    require_running,
)
from levelground.core.session.rotation import next_for_role
from levelground.core.session.state import State, floor_of, makes_of, nobody_would_present
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
    settle(told, at)
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
            propose(told, move, at)
        case m.Answer():
            answer(told, move, at)
        case m.Pause():
            require_running(told.state, move.by)
            require(not told.state.is_paused, _("The clock stands still already."))
            overtake(told, at, OF_A_STEP)
            told.tell(Paused(at=at))
        case m.CallSilence():
            require_running(told.state, move.by)
            require(not told.state.in_silence, _("This is a silence already."))
            require(not told.state.is_paused, STANDS_STILL)
            overtake(told, at, OF_A_STEP)
            told.tell(SilenceCalled(at=at, seconds=SILENCE_SECONDS))
        case m.CheckProcess():
            require_running(told.state, move.by)
            told.tell(ProcessChecked(at=at))
        case m.NoteBroken():
            require_running(told.state, move.by)
            silent = set(told.state.members) - set(floor_of(told.state))
            require(silent and not told.state.is_paused, _("Nobody has to be silent now."))
            told.tell(SilenceBroken(at=at))
        case m.TakeRole() | m.HandOn():
            _role(told, move, at)
        case m.Offer() | m.Withdraw():
            _offer(told, move, at)
        case m.Write() | m.Amend():
            _write(told, move, at)
        case _:
            assert_never(move)


def _convene(told: Telling, move: m.Convene, at: datetime) -> None:
    require(not told.state.is_convened, _("This session is planned already."))
    frame = told.state.book.get(move.frame)
    require(frame and frame.kind == "frame", _("This kind of meeting is not in the library."))
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
    require(move.by not in state.with_device, _("You are here already."))
    _require_room(state, move.by)
    told.tell(Arrived(at=at, member=move.by))


def _seat(told: Telling, move: m.Seat, at: datetime) -> None:
    state = told.state
    require(state.is_convened and state.closed_at is None, _("This session is over."))
    require(move.by in state.with_device, _("Join the session first."))
    require(move.member in state.members, _("This person is not in the group."))
    require(move.member not in state.present, _("This person is here already."))
    _require_room(state, move.member)
    told.tell(Arrived(at=at, member=move.member, seated=True, beside=move.by))


def _require_room(state: State, member: str) -> None:
    here = len({*state.present, member})
    require(here <= LARGEST, Sentence(_("There is room for %(most)d."), most=LARGEST))


def _leave(told: Telling, move: m.Leave, at: datetime) -> None:
    state, leaver = told.state, move.member or move.by
    require(state.closed_at is None, _("This session is over."))
    require(move.by in state.present, _("You are not in this session."))
    require(
        leaver == move.by or leaver in state.seated, _("This person is not sharing your device.")
    )
    told.tell(Departed(at=at, member=leaver, dropped=move.dropped))
    if state.is_open and not move.dropped:
        give_on(told, leaver, at)


def _open(told: Telling, move: m.Open, at: datetime) -> None:
    state = told.state
    require(state.is_convened, _("This session is not planned yet."))
    require(state.closed_at is None, _("This session is over."))
    require(state.opened_at is None, _("This session is open already."))
    require(move.by in state.present, _("Join the session first."))
    require(len(state.present) >= SMALLEST, _("Somebody else has to be here before you can begin."))
    require(state.frame in state.book, _("This kind of meeting is not in the library."))
    told.tell(Opened(at=at, processes=tuple(one.reference for one in state.book.values())))
    told.tell(Planned(at=at, kept=0, parts=first_plan(told.state)))
    next_step(told, at)


def _ready(told: Telling, move: m.Ready, at: datetime) -> None:
    state = told.state
    require_running(state, move.by)
    waits = state.step is not None and state.step.ends == "all-ready"
    require(waits, _("This step does not wait for everyone."))
    _require_nothing_to_settle(state)
    require(not state.is_paused, STANDS_STILL)
    require(not state.in_called_silence, RUNS_ITS_TIME)
    require(move.by not in state.ready, _("You have said that you are ready."))
    told.tell(MemberReady(at=at, member=move.by))


def _done(told: Telling, move: m.Done, at: datetime) -> None:
    state, step = told.state, told.state.step
    require_running(state, move.by)
    require(not state.is_paused, STANDS_STILL)
    require(step is not None and not state.in_silence, RUNS_ITS_TIME)
    require(move.turn in ("", state.speaking), _("This turn is over already."))
    if step is not None and step.turns is not None:
        _require_turn(state, move.by, _("Somebody else has the turn."))
        end_turn(told, at, how="done")
        return
    by_one = step is not None and step.ends == "floor-done"
    require(by_one, _("This step is not ended by one person."))
    _require_nothing_to_settle(state)
    floor = [member for member in floor_of(state) if member in state.present]
    taps_for_them = bool(floor) and all(member in state.seated for member in floor)
    require(move.by in floor or taps_for_them, _("Somebody else has the floor."))
    require(move.by not in state.ready, _("You have said that you are done."))
    told.tell(MemberReady(at=at, member=move.by))


def _require_nothing_to_settle(state: State) -> None:
    settled = state.step is None or not state.step.settles or nobody_would_present(state)
    require(settled, _("This step ends when the group has chosen, or agrees to move on."))


def _require_turn(state: State, member: str, sentence: str) -> None:
    """The turn is this member's, or that of somebody without a device for whom they tap."""
    theirs = state.speaking is not None and state.speaking in state.seated
    require(member == state.speaking or theirs, sentence)


def _pass(told: Telling, move: m.Pass | m.Later, at: datetime) -> None:
    state, step = told.state, told.state.step
    require_running(state, move.by)
    require(not state.is_paused, STANDS_STILL)
    require(not state.in_called_silence, RUNS_ITS_TIME)
    _require_turn(state, move.by, _("You do not have the turn."))
    if isinstance(move, m.Pass):
        require(step and step.turns and step.turns.may_pass, _("In this step everyone has a say."))
        end_turn(told, at, how="passed")
        return
    others = [x for x in state.queue if x in state.present and x != state.speaking]
    require(others, _("You are the last one; say it now, or pass."))
    once = state.speaking not in state.later
    require(once, _("We have come back to you; say it now, or pass."))
    end_turn(told, at, how="later")


def _role(told: Telling, move: m.TakeRole | m.HandOn, at: datetime) -> None:
    state = told.state
    require_running(state, move.by)
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
    name = process.id if process else ""
    following = next_for_role(state, move.role, state.presenter, name)
    require(following not in (None, holder), _("There is nobody to hand it to."))
    if following is not None:
        told.tell(RoleTaken(at=at, role=move.role, member=following))


def _offer(told: Telling, move: m.Offer | m.Withdraw, at: datetime) -> None:
    state = told.state
    require_running(state, move.by)
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


def _write(told: Telling, move: m.Write | m.Amend, at: datetime) -> None:
    require_running(told.state, move.by)
    if isinstance(move, m.Amend):
        told.tell(Amended(at=at, kind=move.kind))
        return
    asked = [makes.kind for makes in makes_of(told.state, move.by)]
    require(move.kind in asked, _("This is not asked for in this step."))
    told.tell(Written(at=at, kind=move.kind))
