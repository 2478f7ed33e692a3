"""What is known of one group in one quarter, before anybody is told anything."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SMALL = 4  # members; with fewer, one who is ill is one too many


class GroupState(StrEnum):
    """How a group fares at the end of a quarter: the first of these that is true."""

    ENDED = "ended"
    SILENT = "silent"  # has not met for eight weeks
    DWINDLING = "dwindling"
    DUE = "due"  # for its review
    WELL = "well"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One group in one quarter. `people` belonged to it in that time, and count in no other group."""

    group: int
    people: int
    state: GroupState
    sessions: int = 0
    minutes: int = 0  # of all together
    present: int = 0  # of those people, how many were there at all, at least
    worth: tuple[int, ...] = ()  # 0 to 4, of nobody in particular
    raters: int = 0  # people whose answers these are, at least


def state_of(
    *, is_over: bool, members: int, meets: bool, half_empty: bool, is_due: bool
) -> GroupState:
    """`is_due`: it is time for a review."""
    if is_over or members < 2:  # noqa: PLR2004  one alone is no group
        return GroupState.ENDED
    if not meets:
        return GroupState.SILENT
    if members < SMALL or half_empty:
        return GroupState.DWINDLING
    return GroupState.DUE if is_due else GroupState.WELL
