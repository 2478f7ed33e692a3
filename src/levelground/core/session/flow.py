"""How a session goes on: what one thing brings with it.

A Telling holds the state and the events told so far, so that each next event is decided in the
light of the last. Whoever tells something calls `settle` afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from levelground.core.session.consent import MORE_SECONDS, OF_A_STEP, OF_A_TURN, count
from levelground.core.session.events import (
    Asked,
    Closed,
    Dropped,
    Event,
    Granted,
    Paused,
    Planned,
    PresentersChosen,
    ProcessChosen,
    Resumed,
    RoleTaken,
    SilenceEnded,
    StepEnded,
    StepStarted,
    TimeAdded,
    TimersSet,
    TurnEnded,
    TurnStarted,
)
from levelground.core.session.evolve import evolve
from levelground.core.session.planning import payer, plan_of, plan_with
from levelground.core.session.rotation import next_for_role
from levelground.core.session.state import GRACE, Asking, State, floor_of, nobody_would_present


@dataclass(slots=True)
class Telling:
    """A story being told: each event changes the state at once."""

    state: State
    events: list[Event] = field(default_factory=list)

    def tell(self, *events: Event) -> None:
        for event in events:
            self.state = evolve(self.state, event)
            self.events.append(event)


def settle(told: Telling, at: datetime) -> None:
    """Tell whatever follows by itself from what was told, until nothing more does."""
    while told.state.is_open and _one_more(told, at):
        pass


def next_step(told: Telling, at: datetime) -> None:
    """Start the step after the one that ended; after the last, the session is over."""
    after = told.state.index + 1
    if after >= len(told.state.plan):
        told.tell(Closed(at=at, how="finished"))
        return
    _give_roles(told, after, at)
    told.tell(StepStarted(at=at, key=told.state.plan[after].key))


def end_turn(told: Telling, at: datetime, *, how: str) -> None:
    if told.state.speaking is not None:
        overtake(told, at, OF_A_TURN)
        told.tell(TurnEnded(at=at, member=told.state.speaking, how=how))


def end_step(told: Telling, at: datetime, *, how: str) -> None:
    """End the step that is running, settle what it was to settle, and go on."""
    state = told.state
    if state.part is None or state.step is None:
        return
    if state.step.decides == "presenters" and not state.presenters:
        told.tell(Planned(at=at, kept=state.index + 1, parts=plan_with(state, (), at=at)))
    _break_off(told, at, how=how)
    next_step(told, at)


def close(told: Telling, at: datetime, *, how: str) -> None:
    """The session is over; a step that was running ends with it, and the story says so."""
    _break_off(told, at, how="agreed" if how == "agreed" else "closed")
    told.tell(Closed(at=at, how=how))


def overtake(told: Telling, at: datetime, asks: tuple[str, ...]) -> None:
    """Drop the open question if it is one of these: what it was about is over."""
    if told.state.asking is not None and told.state.asking.ask in asks:
        told.tell(Dropped(at=at, how="overtaken"))


def lapse(told: Telling, at: datetime) -> None:
    """A question that nobody settled is dropped. Silence on going on in a small group is a yes."""
    told.tell(Dropped(at=at, how="time"))


def give_on(told: Telling, member: str, at: datetime) -> None:
    """Somebody left: their roles go to whoever has waited longest."""
    state = told.state
    for role in state.process.roles if state.process else ():
        if state.roles.get(role.id) == member:
            _give(told, role.id, told.state.index, at)


def awaited(state: State, member: str, at: datetime) -> bool:
    """Here, or gone for no longer than a dropped line may take."""
    since = state.away.get(member)
    return member in state.present or (since is not None and since + GRACE > at)


def _one_more(told: Telling, at: datetime) -> bool:
    """Tell the first thing that follows from the state as it is. False: nothing does."""
    before = len(told.events)
    state = told.state
    if not state.with_device:  # with nobody there the clock stands still
        if not state.is_paused:
            overtake(told, at, OF_A_STEP)
            told.tell(Paused(at=at))
    elif state.asking is not None:
        _settle_question(told, at)
    elif _too_few(state):
        told.tell(Asked(at=at, ask="go-on"))
    if len(told.events) == before and state.is_running:
        _keep_going(told, at)
    return len(told.events) > before


def _settle_question(told: Telling, at: datetime) -> None:
    state, asking = told.state, told.state.asking
    if asking is None:
        return
    standing = count(state, asking)
    unwilling = asking.ask == "presenters" and not set(asking.detail) <= set(state.offers)
    enough_again = asking.ask == "go-on" and len(state.present) >= state.quorum
    if unwilling or enough_again:
        told.tell(Dropped(at=at, how="overtaken"))
    elif standing.granted:
        _grant(told, at)
    elif standing.declined:
        told.tell(Dropped(at=at, how="declined"))
        if asking.ask == "go-on":
            close(told, at, how="quorum")


def _too_few(state: State) -> bool:
    """Fewer are here than agreed, and they have not been asked; nobody asks in a silence."""
    few = 0 < len(state.present) < state.quorum
    return few and not state.quorum_waived and not state.in_silence


def _keep_going(told: Telling, at: datetime) -> None:
    """Turns go round, and a step ends when nobody in it has more to say."""
    state, step = told.state, told.state.step
    if step is None:
        return
    if step.turns is not None:
        if state.speaking is not None:
            if not awaited(state, state.speaking, at):
                end_turn(told, at, how="away")
            return
        here = [member for member in state.queue if member in state.present]
        if here:
            told.tell(TurnStarted(at=at, member=here[0]))
        elif not any(awaited(state, member, at) for member in state.queue):
            end_step(told, at, how="done")
    elif _all_have_said_so(state):
        end_step(told, at, how="ready" if step.ends == "all-ready" else "done")


def _all_have_said_so(state: State) -> bool:
    """Everyone who has to say so has said so. People without a device say so aloud."""
    step = state.step
    if step is None or step.ends == "never" or not state.ready:
        return False
    if step.settles and not nobody_would_present(state):
        return False
    asked = state.present if step.ends == "all-ready" else floor_of(state)
    return not any(
        member in state.present and member not in state.ready and member not in state.seated
        for member in asked
    )


def _grant(told: Telling, at: datetime) -> None:
    """Carry out what the group agreed to."""
    asking, state = told.state.asking, told.state
    if asking is None:
        return
    told.tell(Granted(at=at))
    match asking.ask:
        case "move-on" if state.in_called_silence:
            told.tell(SilenceEnded(at=at))
        case "move-on" if state.speaking is not None:
            end_turn(told, at, how="agreed")
        case "move-on":
            end_step(told, at, how="agreed")
        case "more-time":
            paying = payer(state)
            told.tell(TimeAdded(at=at, seconds=MORE_SECONDS, paid_by=paying.key if paying else ""))
        case "resume":
            told.tell(Resumed(at=at))
        case "timers":
            told.tell(TimersSet(at=at, mode=asking.detail[0]))
        case "presenters" | "process":
            _settle_choice(told, asking, at)
        case "close":
            close(told, at, how="agreed")
        case _:
            pass  # go-on: the group has said so; nothing else changes


def _settle_choice(told: Telling, asking: Asking, at: datetime) -> None:
    """Lay out what was chosen after the step in which it was chosen, and go on with it."""
    state = told.state
    if state.part is None:
        return
    if asking.ask == "presenters":
        told.tell(PresentersChosen(at=at, members=asking.detail))
        parts = plan_with(told.state, asking.detail, at=at)
    else:
        process = state.book[asking.detail[0]]
        key, version = state.part.key, process.version
        told.tell(ProcessChosen(at=at, key=key, process=process.id, version=version))
        parts = plan_of(state, process, at=at)
    told.tell(Planned(at=at, kept=state.index + 1, parts=parts))
    end_step(told, at, how="done")


def _break_off(told: Telling, at: datetime, *, how: str) -> None:
    """End the turn and the step that are running."""
    part = told.state.part
    if part is None:
        return
    overtake(told, at, OF_A_STEP)
    if told.state.speaking is not None:
        told.tell(TurnEnded(at=at, member=told.state.speaking, how=how))
    told.tell(StepEnded(at=at, key=part.key, how=how))


def _give_roles(told: Telling, after: int, at: datetime) -> None:
    """Everybody who is needed by the next step's process has a role, and the presenter has none.

    A process gives its roles anew for each presenter; the frame keeps the ones it has.
    """
    plan, state = told.state.plan, told.state
    part = plan[after]
    runs = (part.process, part.presenter)
    fresh = all((earlier.process, earlier.presenter) != runs for earlier in plan[:after])
    frame = part.process == state.frame
    for role in state.book[part.process].roles:
        holder = told.state.roles.get(role.id)
        kept = holder is not None and holder != part.presenter and holder in state.present
        if not kept or (fresh and not frame):
            _give(told, role.id, after, at)


def _give(told: Telling, role: str, index: int, at: datetime) -> None:
    part = told.state.plan[index]
    following = next_for_role(told.state, role, part.presenter, part.process)
    if following is not None:
        told.tell(RoleTaken(at=at, role=role, member=following))
