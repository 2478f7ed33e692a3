"""Whatever members try, in whatever order, at whatever times: what must always hold."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from levelground import library
from levelground.core.process import Block
from levelground.core.process.model import Choose, Makes
from levelground.core.session import Event, Refused, Screen, State, decide, evolve, floor_of, replay
from levelground.core.session import moves as m
from levelground.core.session.consent import ASKS, TIMERS
from levelground.core.session.events import Granted, SilenceEnded, StepEnded, Withdrawn
from levelground.core.session.moves import Convene
from levelground.core.session.notation import START
from tests.core.make import (
    CAST,
    a_frame,
    a_module,
    a_process,
    book_of,
    for_all,
    minutes,
    round_of,
    silence,
    step,
)
from tests.core.session.choosing import CHOOSE

clock = importlib.import_module("levelground.core.session.due")
screens = importlib.import_module("levelground.core.session.screen")
deciding = importlib.import_module("levelground.core.session.decide")
offering = importlib.import_module("levelground.core.session.offering")
consent = importlib.import_module("levelground.core.session.consent")
proposing = importlib.import_module("levelground.core.session.proposing")
flow = importlib.import_module("levelground.core.session.flow")

NOTE = Makes(kind="note", by="everyone", owner="writer")
BUSY = a_frame(
    step("agree", time=1, ends="all-ready", makes=(NOTE,)),
    round_of("round", rounds=2),
    silence("think", 1),
    step("talk", time=minutes(3, 1, 6)),
    step("again", time=minutes(4, 1, 6)),
    step("bring", decides=True, time=2),
    Block(id="each", repeat="presenter", steps=(CHOOSE, step("thanks", "presenter", time=1))),
    step("close", time=1),
    roles=("timekeeper",),
    name="busy",
)
QUIET = a_frame(
    silence("arrive", 1),
    Block(
        id="all", repeat="member", steps=(step("one", "presenter", time=1), silence("rest", 0.5))
    ),
    round_of("last", may_pass=False),
    name="quiet",
)
CASE = a_process(
    step("tell", "presenter", time=minutes(3, 1, 5)),
    round_of("ask", "responders", floor=("responders", "presenter")),
    silence("think", 1),
    step("pick", time=1, choose=Choose(options=("module", "other"), time=minutes(5, 2, 9))),
    step("help", ("responders", "not facilitator"), ends="all-ready"),
    step("end", ("presenter", "facilitator"), ends="never", time=1),
    roles=("facilitator",),
)
BOOK = book_of(
    BUSY,
    QUIET,
    CASE,
    for_all(step("look", time=4), silence("still", 1)),
    a_module(step("see", "responders", time=minutes(3, 2, 4))),
    a_module(silence("hush", 2), name="other"),
)
FRAMES = ("busy", "quiet")
OUTSIDER = "zoe"
ANYBODY = st.sampled_from((*CAST, OUTSIDER))
JUMPS = st.sampled_from((0, 1, 20, 30, 44, 45, 60, 61, 119, 121, 300, 3600, 7200, 3 * 86400))
ROLES = st.sampled_from(("facilitator", "timekeeper", "king"))
SIMPLE: tuple[Callable[..., m.Move], ...] = (
    m.Join, m.Leave, m.Open, m.Ready, m.Done, m.Pass, m.Later, m.Pause, m.CallSilence,
    m.CheckProcess, m.NoteBroken, m.Offer, m.Withdraw,
)  # fmt: skip
NAMELESS = (m.Pause, m.CallSilence, m.CheckProcess, m.NoteBroken)

plain_moves = st.one_of(
    st.builds(lambda kind, by: kind(by=by), st.sampled_from(SIMPLE), ANYBODY),
    st.builds(lambda by, other: m.Seat(by=by, member=other), ANYBODY, ANYBODY),
    st.builds(lambda by, yes: m.Answer(by=by, yes=yes), ANYBODY, st.booleans()),
    st.builds(lambda by, ask: m.Propose(by=by, ask=ask), ANYBODY, st.sampled_from((*ASKS, "tea"))),
    st.builds(
        lambda by, mode: m.Propose(by=by, ask="timers", detail=(mode,)),
        ANYBODY,
        st.sampled_from((*TIMERS, "loud")),
    ),
    st.builds(
        lambda by, name: m.Propose(by=by, ask="process", detail=(name,)),
        ANYBODY,
        st.sampled_from((*BOOK, "nowhere")),
    ),
    st.builds(lambda by, role: m.TakeRole(by=by, role=role), ANYBODY, ROLES),
    st.builds(lambda by, role: m.HandOn(by=by, role=role), ANYBODY, ROLES),
    st.builds(
        lambda by, kind: m.Write(by=by, kind=kind), ANYBODY, st.sampled_from(("note", "idea"))
    ),
)
odd_moves = st.one_of(
    st.builds(lambda by: m.Amend(by=by, kind="note"), ANYBODY),
    st.builds(lambda by: m.Leave(by=by, dropped=True), ANYBODY),
    st.builds(lambda by, other: m.Leave(by=by, member=other), ANYBODY, ANYBODY),
    st.builds(lambda by, turn: m.Done(by=by, turn=turn), ANYBODY, ANYBODY),
    st.builds(
        lambda by, yes, ask: m.Answer(by=by, yes=yes, ask=ask),
        ANYBODY,
        st.booleans(),
        st.sampled_from(ASKS),
    ),
    st.builds(
        lambda by, who: m.Propose(by=by, ask="presenters", detail=tuple(who)),
        ANYBODY,
        st.lists(ANYBODY, max_size=3),
    ),
    st.builds(
        lambda by, ask: m.Propose(by=by, ask=ask, detail=("forged",)),
        ANYBODY,
        st.sampled_from(ASKS),
    ),
)


class AnySession(RuleBasedStateMachine):
    """Members press buttons; lines drop; clocks jump; servers look late, or twice."""

    def __init__(self) -> None:
        super().__init__()
        self.story: list[Event] = []
        self.state = State(book=BOOK)
        self.now = START
        self.seen: dict[tuple[str, datetime], Screen] = {}

    @initialize(
        frame=st.sampled_from(FRAMES),
        quorum=st.integers(2, 4),
        long=st.sampled_from((20, 60)),
        here=st.sets(st.sampled_from(CAST), min_size=2),
        ahead=st.integers(0, 90),
    )
    def begin(self, frame: str, quorum: int, long: int, here: set[str], ahead: int) -> None:
        """A session that has just begun, or in which a good deal has gone well already."""
        self.tell(decide(self.state, planned(frame, quorum=quorum, long=long), at=self.now))
        for member in CAST:
            if member in here:
                self.attempt(m.Join(by=member))
        self.attempt(m.Open(by=min(here)))
        for _ in range(ahead):
            self.now += timedelta(seconds=5)
            self.the_group_goes_on()

    def attempt(self, move: m.Move, *, at: datetime | None = None) -> bool:
        try:
            new = decide(self.state, move, at=at or self.now)
        except Refused:
            return False
        self.tell(new)
        return True

    def tell(self, new: Sequence[Event]) -> None:
        for event in new:
            self.state = evolve(self.state, event)
            self.story.append(event)
            self.seen.clear()

    def see(self, member: str) -> Screen:
        if (member, self.now) not in self.seen:
            self.seen[member, self.now] = screens.see(self.state, member=member, at=self.now)
        return self.seen[member, self.now]

    @rule(move=plain_moves)
    def anybody_tries_anything(self, move: m.Move) -> None:
        offered = move.by in self.state.members and move in self.see(move.by).moves
        happened = self.attempt(move)
        joins_the_group = move.by not in self.state.members or self.state.members[-1] == OUTSIDER
        assert happened == offered or (happened and joins_the_group)

    @rule(move=odd_moves)
    def somebody_forges_a_move(self, move: m.Move) -> None:
        self.attempt(move)

    @rule(data=st.data(), member=st.sampled_from(CAST))
    def a_member_does_what_is_offered(self, data: st.DataObject, member: str) -> None:
        moves = [move for move in self.see(member).moves if not isinstance(move, m.Leave)]
        if moves:
            assert self.attempt(data.draw(st.sampled_from(moves)))

    @rule(seconds=JUMPS, part=st.floats(0, 1))
    def time_passes(self, seconds: int, part: float) -> None:
        sooner = self.now + timedelta(seconds=int(seconds * part))
        later = self.now + timedelta(seconds=seconds)
        first = clock.due(self.state, sooner)
        between = replay_on(self.state, first)
        whole = clock.due(self.state, later)
        assert whole == (*first, *clock.due(between, later))
        self.now = later
        if part > 0.5:  # a server looked; otherwise the next move finds it
            self.tell(whole)

    @rule(move=plain_moves, back=st.integers(1, 7200))
    def a_clock_is_behind(self, move: m.Move, back: int) -> None:
        self.attempt(move, at=self.now - timedelta(seconds=back))

    @precondition(lambda self: self.state.is_open)
    @rule()
    def the_group_goes_on(self) -> None:
        for move in goodwill(self.state):
            if self.attempt(move):
                break

    @precondition(lambda self: self.state.is_open)
    @rule(kind=st.sampled_from(NAMELESS), two=st.permutations(CAST))
    def nobody_can_be_told_by_what_they_do_in_confidence(
        self, kind: Callable[..., m.Move], two: list[str]
    ) -> None:
        here = [member for member in two if member in self.state.present]
        brought = {repr(outcome(self.state, kind(by=member), self.now)) for member in here}
        assert len(brought) <= 1

    @invariant()
    def time_never_runs_backwards(self) -> None:
        stamps = [event.at for event in self.story]
        assert stamps == sorted(stamps)

    @invariant()
    def the_clock_says_when_it_will_move(self) -> None:
        moment = clock.due_at(self.state)
        if moment is None:
            assert clock.due(self.state, self.now + timedelta(days=9)) == ()
            return
        just_before = clock.due(self.state, moment - timedelta(microseconds=1))
        assert just_before == ()
        assert [event.at for event in clock.due(self.state, moment)][:1] == [moment]

    @invariant()
    def somebody_always_has_a_move(self) -> None:
        found = [self.see(member) for member in self.state.members]
        assert not found or found[0].phase == "closed" or any(screen.moves for screen in found)

    @invariant()
    def only_the_floor_is_offered_the_floor(self) -> None:
        if not self.state.members:
            return
        state = replay_on(self.state, clock.due(self.state, self.now))
        floor = [member for member in floor_of(state) if member in state.present]
        shared = bool(floor) and set(floor) <= set(state.seated)
        for member in state.members:
            screen = self.see(member)
            assert (screen.word == "speak") == (member in floor_of(state))
            if m.Done(by=member) in screen.moves:
                assert member in floor or state.speaking in state.seated or shared

    @invariant()
    def screens_differ_only_in_what_is_the_members_own(self) -> None:
        shared = {repr(without_what_is_ones_own(self.see(member))) for member in self.state.members}
        assert len(shared) <= 1

    def teardown(self) -> None:
        assert replay(self.story, book=BOOK) == self.state
        assert list(silences_cut_short(self.story)) == []
        if self.state.is_convened:
            assert finished(self.state, self.now).closed_at is not None


def planned(frame: str, *, quorum: int, long: int) -> Convene:
    return Convene(
        by="",
        members=CAST,
        frame=frame,
        minutes=long,
        quorum=quorum,
        order=CAST,
        presenter_order=CAST,
        role_order=CAST,
    )


def replay_on(state: State, events: Sequence[Event]) -> State:
    for event in events:
        state = evolve(state, event)
    return state


def outcome(state: State, move: m.Move, at: datetime) -> object:
    try:
        return decide(state, move, at=at)
    except Refused as refusal:
        return str(refusal)


def without_what_is_ones_own(screen: Screen) -> Screen:
    return replace(
        screen,
        member="",
        word="",
        say="",
        role_words=(),
        makes=(),
        moves=(),
        people=tuple(replace(place, is_you=False) for place in screen.people),
        question=screen.question and replace(screen.question, you_answered=False, yours=False),
    )


def silences_cut_short(story: Sequence[Event]) -> Iterator[Event]:
    """Silences that ended before their time although not everybody present had said yes."""
    state, unanimous = State(book=BOOK), False
    for event in story:
        part, step_ = state.part, state.step
        if isinstance(event, StepEnded) and step_ and part and step_.is_silence:
            early = not state.time_up and (state.ends_at is None or event.at < state.ends_at)
            nobody = not state.with_device or event.how == "closed"
            if early and not unanimous and not nobody:
                yield event
        called = state.silence_ends_at if isinstance(event, SilenceEnded) else None
        if called and event.at < called and not unanimous:
            yield event
        if isinstance(event, Granted) and state.asking:
            unanimous = set(state.present) <= set(state.asking.yes)
        elif not isinstance(event, StepEnded | SilenceEnded):
            unanimous = False
        state = evolve(state, event)


def goodwill(state: State) -> Iterator[m.Move]:
    """What members who want to get on would do, most helpful first."""
    for member in state.members:
        if member not in state.with_device:
            yield m.Join(by=member)
    here = state.with_device
    yield from choices(state)
    for kind in (
        lambda by: m.Answer(by=by, yes=True),
        lambda by: m.Propose(by=by, ask="resume"),
        lambda by: m.Open(by=by),
        lambda by: m.Done(by=by),
        lambda by: m.Ready(by=by),
        lambda by: m.Propose(by=by, ask="move-on"),
    ):
        for member in here:
            yield kind(member)


def choices(state: State) -> Iterator[m.Move]:
    step_ = state.step
    if step_ is None or not step_.settles or state.asking is not None or not state.with_device:
        return
    first = state.with_device[0]
    if step_.decides and not state.offers:
        yield from (m.Offer(by=member) for member in state.with_device[1:3])
    if step_.decides:
        yield m.Propose(by=first, ask="presenters", detail=state.offers)
    if step_.choose:
        for name in ("case", "together", "module", "other"):
            yield m.Propose(by=first, ask="process", detail=(name,))


def finished(state: State, now: datetime) -> State:
    """The state after at most a few hundred moves of goodwill."""
    for _ in range(400):
        if state.closed_at is not None:
            break
        now += timedelta(seconds=10)
        state = replay_on(state, clock.due(state, now))
        for move in goodwill(state):
            try:
                new = decide(state, move, at=now)
            except Refused:
                continue
            state = replay_on(state, new)
            break
    return state


QUICK = settings(
    max_examples=40,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)

TestAnySession = AnySession.TestCase
TestAnySession.settings = QUICK


# Controls: each planted bug must be caught by the properties above.


def _stamped_when_looked(state: State, at: datetime) -> tuple[Event, ...]:
    told = flow.Telling(state)
    while (happening := clock._next(told.state)) is not None and happening[0] <= at:
        happening[1](told, at)
        flow.settle(told, at)
    return tuple(told.events)


def _tells_who(told: Any, move: m.Move, at: datetime, *, honest: Any = deciding._carry_out) -> None:
    honest(told, move, at)
    if isinstance(move, m.CheckProcess | m.NoteBroken):
        told.tell(Withdrawn(at=at, member=move.by))


def _shows_only_you(state: State, person: str, you: str, floor: tuple[str, ...], *, honest: Any = screens._place) -> Any:  # fmt: skip
    place = honest(state, person, you, floor)
    return place if person == you else replace(place, present=False)


def _forgets(told: Any, *events: Event) -> None:
    for event in events:
        told.state = evolve(told.state, event)
        if type(event).__name__ not in ("MemberReady", "Answered", "TurnStarted"):
            told.events.append(event)


BUGS: dict[str, Sequence[tuple[Any, str, Any]]] = {
    "a silence is shortened by half": [(consent, "shortens_a_silence", lambda _state, _ask: False)],
    "anybody ends anybody's turn": [(deciding, "_require_turn", lambda *_: None)],
    "an early clock counts": [(deciding, "max", lambda first, _second: first)],
    "events are stamped when somebody looks": [(clock, "due", _stamped_when_looked)],
    "the clock says the wrong moment": [
        (clock, "due_at", lambda state: state.ends_at or state.silence_ends_at)
    ],
    "a pause is for ever": [(proposing, "WHILE_STANDING", ("timers",))],
    "nobody may come back": [(deciding, "LARGEST", 0)],
    "who asks in confidence is told": [(deciding, "_carry_out", _tells_who)],
    "screens hide the others": [(screens, "_place", _shows_only_you)],
    "what is offered is refused": [(offering, "_is_allowed", lambda *_: True)],
    "a turn is told but not recorded": [(flow.Telling, "tell", _forgets)],
    "all hear that they may speak": [
        (screens, "word_for", lambda state, _member, phase: "speak" if phase == "step" else phase)
    ],
}


@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_is_caught(bug: str, monkeypatch: pytest.MonkeyPatch):
    for where, name, broken in BUGS[bug]:
        monkeypatch.setattr(where, name, broken, raising=False)

    with pytest.raises((AssertionError, KeyError, IndexError)):
        run_state_machine_as_test(
            AnySession,
            settings=settings(
                QUICK,
                max_examples=200,
                phases=[Phase.generate],
                database=None,
                derandomize=True,
                report_multiple_bugs=False,
            ),
        )


def test_the_library_is_played_by_anybody_too():
    """The same engine, with what we ship: goodwill brings every frame to its end."""
    book = library.book()
    for frame in (process for process in book.values() if process.kind == "frame"):
        state = replay_on(
            State(book=book),
            decide(State(book=book), planned(frame.id, quorum=2, long=90), at=START),
        )
        assert finished(state, START).closed_how == "finished"
