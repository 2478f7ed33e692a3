"""What a screen says, each in one word or line: the large word, the silence, the text, the clock."""

from __future__ import annotations

from datetime import datetime

from levelground.core.session.evolve import LANDING_SECONDS
from levelground.core.session.state import State, floor_of


def word_for(state: State, member: str, phase: str) -> str:
    if phase != "step":
        return phase
    if state.is_paused:
        return "pause"
    if not floor_of(state):
        return "silence" if state.in_silence else "listen"
    return "speak" if member in floor_of(state) else "listen"


def silence_of(state: State, floor: tuple[str, ...]) -> str:
    if not state.is_open or state.is_paused:
        return ""
    if state.in_silence:
        return "everyone"
    if state.presenter is None or not floor:
        return ""
    if floor == (state.presenter,):
        return "others"
    return "presenter" if state.presenter not in floor else ""


def say_to(state: State, member: str, floor: tuple[str, ...]) -> str:
    step = state.step
    if step is None:
        return ""
    if member == state.presenter and "presenter" in step.say:
        return step.say["presenter"]
    roles = [role.id for role in (state.process.roles if state.process else ())]
    for role in roles:
        if state.roles.get(role) == member and role in step.say:
            return step.say[role]
    audience = "floor" if member in floor else "silent"
    return step.say.get(audience) or step.say.get("everyone") or step.say.get("silent", "")


def names_in(state: State) -> tuple[tuple[str, str], ...]:
    presenter = [("presenter", state.presenter)] if state.presenter else []
    return (*presenter, *state.roles.items())


def clock_of(state: State) -> str:
    """In one word what the clock does; the first that applies."""
    words = {
        "none": not state.is_open,
        "paused": state.is_paused,
        "running": state.in_called_silence,
        "off": state.timers == "off",
        "time-up": state.time_up,
        "landing": state.landing,
        "advising": state.timers == "advising" and state.ends_at is not None,
    }
    said = next((word for word, applies in words.items() if applies), "")
    return said or ("none" if state.ends_at is None else "running")


def left_of(state: State, ends_at: datetime | None, at: datetime) -> int | None:
    if ends_at is None:
        return None
    return max(0, round((ends_at - (state.paused_at or at)).total_seconds()))


def total_of(state: State) -> int:
    if state.silence_at and state.silence_ends_at:
        return round((state.silence_ends_at - state.silence_at).total_seconds())
    return LANDING_SECONDS if state.landing else state.span


def next_up_in(state: State) -> str | None:
    return next((member for member in state.queue if member in state.present), None)


def deciding_in(state: State) -> str:
    step = state.step
    if step is None:
        return ""
    return "process" if step.choose else "presenters" if step.decides else ""
