"""What a group has before it, and which of it comes first. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, auto
from typing import TypeVar

Key = TypeVar("Key")


class ToDo(IntEnum):
    """What there may be to do, in the order in which a member is led through it.

    Before a group works together it has said what could go wrong, has an agreement and has dates.
    What goes on now comes before everything; where others wait for this member, before what any of
    them could do.
    """

    NOW = auto()  # a session runs, or can be opened
    ASKED = auto()  # the others want this member's yes or no
    COMPANY = auto()  # there is nobody yet to meet with
    WORRIES = auto()  # to name them, or to show them to all
    PROMISES = auto()  # to write the agreement, or to say yes to it
    TIME = auto()  # to say when one can meet, or whether a time suits
    REVIEW = auto()  # of the group itself
    AGAIN = auto()  # to look at the agreement again
    MEETING = auto()  # one is planned
    DATES = auto()  # to find a time, or to make a year of dates
    SESSION = auto()  # to plan one


def first_of(to_do: Mapping[Key, ToDo | None]) -> Key | None:
    """Which comes first: of one group's matters, or of several groups. The earlier one of equals."""
    waiting = {key: rank for key, rank in to_do.items() if rank is not None}
    return min(waiting, key=lambda key: waiting[key], default=None)
