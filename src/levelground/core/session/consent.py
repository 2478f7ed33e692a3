"""What a group may be asked, and when it has agreed.

A proposal happens when the presenter (if there is one and they are here) and at least half of
those present agree. A silence is shortened only if everyone does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from levelground.core.session.state import Asking, State

MORE_SECONDS = 120
LAPSES_AFTER = timedelta(seconds=120)

ASKS = ("move-on", "more-time", "resume", "timers", "presenters", "process", "close", "go-on")
TIMERS = ("holding", "advising", "off")

OF_A_TURN = ("move-on", "more-time")  # they lose their sense when a turn or a silence is over
OF_A_STEP = (*OF_A_TURN, "presenters", "process")


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How a question stands: who has to say yes, how many yeses it takes, how many there are."""

    yes: int
    needed: int
    of: int
    granted: bool
    declined: bool


def count(state: State, asking: Asking) -> Count:
    """Where the question stands among those present now."""
    present = state.present
    yes = [member for member in asking.yes if member in present]
    no = [member for member in asking.no if member in present]
    needed = _needed(state, asking)
    must = [member for member in _must(state, asking) if member in present]
    return Count(
        yes=len(yes),
        needed=needed,
        of=len(present),
        granted=bool(present) and len(yes) >= needed and all(member in yes for member in must),
        declined=len(no) > len(present) - _needed_against(state, asking, needed)
        or any(member in no for member in must),
    )


def lapses_at(asking: Asking) -> datetime:
    return asking.at + LAPSES_AFTER


def shortens_a_silence(state: State, ask: str) -> bool:
    """Moving on from a silence that has not run its time."""
    step_runs = state.step is not None and state.step.is_silence and not state.time_up
    return ask in ("move-on", "close") and (state.in_called_silence or step_runs)


def _needed(state: State, asking: Asking) -> int:
    if shortens_a_silence(state, asking.ask):
        return len(state.present)
    return -(-len(state.present) // 2)


def _needed_against(state: State, asking: Asking, needed: int) -> int:
    """A no to going on closes the session: in a silence that, too, takes everyone."""
    return 1 if asking.ask == "go-on" and shortens_a_silence(state, "close") else needed


def _must(state: State, asking: Asking) -> tuple[str, ...]:
    if asking.ask == "presenters":
        return asking.detail
    if asking.ask in ("resume", "go-on"):
        return ()
    return (state.presenter,) if state.presenter else ()
