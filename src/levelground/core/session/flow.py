"""How a session moves from step to step: what one thing brings with it.

A Telling holds the state and the events told so far, so that each next event is decided in the
light of the last.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from levelground.core.process import Process
from levelground.core.session.consent import MORE_SECONDS, count, shortens_a_silence
from levelground.core.session.events import (
    Asked,
    Closed,
    Dropped,
    Event,
    Granted,
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
from levelground.core.session.state import GRACE, State


@dataclass(slots=True)
class Telling:
    """A story being told: each event changes the state at once."""

    state: State
    events: list[Event] = field(default_factory=list)

    def tell(self, *events: Event) -> None:
        for event in events:
            self.state = evolve(self.state, event)
            self.events.append(event)


def next_step(told: Telling, at: datetime) -> None:
    """Start the step after the one that ended; after the last, the session is over."""
    after = told.state.index + 1
    if after >= len(told.state.plan):
        told.tell(Closed(at=at, how="finished"))
        return
    _settle_roles(told, after, at)
    told.tell(StepStarted(at=at, key=told.state.plan[after].key))
    step = told.state.step
    if step is not None and step.turns is not None:
        next_turn(told, at)


def next_turn(told: Telling, at: datetime) -> None:
    """Give the turn to the next who is here; when nobody is left, the step is over."""
    here = [member for member in told.state.queue if member in told.state.present]
    if here:
        told.tell(TurnStarted(at=at, member=here[0]))
    elif not awaited(told.state, at):
        end_step(told, at, how="done")


def awaited(state: State, at: datetime) -> list[datetime]:
    """Until when the turn is kept for those whose line dropped a moment ago."""
    until = [state.away[member] + GRACE for member in state.queue if member in state.away]
    return [moment for moment in until if moment > at]


def end_turn(told: Telling, at: datetime, *, how: str) -> None:
    if told.state.speaking is not None:
        told.tell(TurnEnded(at=at, member=told.state.speaking, how=how))
        next_turn(told, at)


def end_step(told: Telling, at: datetime, *, how: str) -> None:
    """End the step that is running, settle what it was to settle, and go on."""
    state = told.state
    part, step = state.part, state.step
    if part is None or step is None:
        return
    if state.asking is not None and state.asking.ask in (
        "move-on",
        "more-time",
        "presenters",
        "process",
    ):
        told.tell(Dropped(at=at, how="overtaken"))
    if step.decides == "presenters" and not told.state.presenters:
        told.tell(Planned(at=at, kept=state.index + 1, parts=plan_with(told.state, (), at=at)))
    if state.speaking is not None:
        told.tell(TurnEnded(at=at, member=state.speaking, how=how))
    told.tell(StepEnded(at=at, key=part.key, how=how))
    next_step(told, at)


def settle(told: Telling, at: datetime) -> None:
    """Carry out the open question if it is granted, drop it if it is declined; ask about quorum."""
    asking = told.state.asking
    if asking is not None:
        standing = count(told.state, asking)
        if standing.granted:
            grant(told, at)
        elif standing.declined and told.state.present:
            decline(told, at, how="declined")
    _ask_about_quorum(told, at)


def grant(told: Telling, at: datetime) -> None:  # noqa: C901  one case for each question
    """Carry out what the group agreed to."""
    asking, state = told.state.asking, told.state
    if asking is None:
        return
    shortened = shortens_a_silence(state, asking.ask)
    told.tell(Granted(at=at))
    match asking.ask:
        case "move-on" if state.in_called_silence:
            told.tell(SilenceEnded(at=at))
        case "move-on":
            end_turn(told, at, how="agreed") if state.speaking and not shortened else end_step(
                told, at, how="agreed"
            )
        case "more-time":
            paying = payer(state)
            told.tell(TimeAdded(at=at, seconds=MORE_SECONDS, paid_by=paying.key if paying else ""))
        case "resume":
            told.tell(Resumed(at=at))
        case "timers":
            told.tell(TimersSet(at=at, mode=asking.detail[0]))
        case "presenters":
            told.tell(PresentersChosen(at=at, members=asking.detail))
            told.tell(
                Planned(
                    at=at, kept=state.index + 1, parts=plan_with(told.state, asking.detail, at=at)
                )
            )
            end_step(told, at, how="done")
        case "process":
            choose(told, state.book[asking.detail[0]], at)
        case "close":
            told.tell(Closed(at=at, how="agreed"))
        case _:
            pass  # go-on: the group has said so; nothing else changes


def decline(told: Telling, at: datetime, *, how: str) -> None:
    asking = told.state.asking
    told.tell(Dropped(at=at, how=how))
    if asking is not None and asking.ask == "go-on" and how == "declined":
        told.tell(Closed(at=at, how="quorum"))


def choose(told: Telling, process: Process, at: datetime) -> None:
    """Lay out the chosen process after the step in which it was chosen, and start it."""
    part = told.state.part
    if part is None:
        return
    told.tell(
        ProcessChosen(at=at, key=part.key, process=process.id, version=process.version),
        Planned(at=at, kept=told.state.index + 1, parts=plan_of(told.state, process, at=at)),
    )
    end_step(told, at, how="done")


def _ask_about_quorum(told: Telling, at: datetime) -> None:
    state = told.state
    few = 0 < len(state.present) < state.quorum
    if state.is_open and few and not state.quorum_waived and state.asking is None:
        told.tell(Asked(at=at, ask="go-on"))
    elif state.asking is not None and state.asking.ask == "go-on" and not few:
        told.tell(Dropped(at=at, how="overtaken"))


def _settle_roles(told: Telling, after: int, at: datetime) -> None:
    """Everybody who is needed by the next step's process has a role, and the presenter has none."""
    part = told.state.plan[after]
    before = told.state.plan[after - 1] if after > 0 else None
    fresh = before is None or (before.process, before.presenter) != (part.process, part.presenter)
    for role in told.state.book[part.process].roles:
        holder = told.state.roles.get(role.id)
        if fresh or holder is None or holder == part.presenter or holder not in told.state.present:
            following = next_for_role(told.state, role.id, part.presenter, part.process)
            if following is not None:
                told.tell(RoleTaken(at=at, role=role.id, member=following))


def next_for_role(state: State, role: str, presenter: str | None, process: str) -> str | None:
    """Who has waited longest, is here, does not present and holds no other role of this process."""
    others = [state.roles.get(other.id) for other in state.book[process].roles if other.id != role]
    able = [
        member for member in state.role_order if member in state.present and member != presenter
    ]
    free = [member for member in able if member not in others]
    return next(iter(free or able), None)
