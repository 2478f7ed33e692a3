"""The data map: what is kept, of what class, what for, who reads it, how long, and how it goes.

Each app has a `data_map.py` with `HOLDINGS`: one holding for each of its models, one entry for each
field. `tests/test_data_map.py` fails while a field of any model has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

HeldRow = Mapping[str, object]  # by label: what the page and the download say


class Class(StrEnum):
    """How much a field says of people; the higher, the fewer may read it."""

    OPEN = "C0"  # says nothing of anybody: numbers of rows, versions, settings
    ACCOUNT = "C1"  # who has an account, and how to reach them
    MEETING = "C2"  # who meets whom, attendance, numbers
    WORDS = "C3"  # what people wrote for their group
    PRIVATE = "C4"  # what people wrote for themselves, or told in confidence
    KEY = "key"  # opens something


class Erasing(StrEnum):
    """What becomes of a row when a person closes their account."""

    DELETED = "deleted"  # at once
    UNNAMED = "unnamed"  # stays for the group; the person in it is nobody
    SHREDDED = "shredded"  # the key is destroyed, so that copies are noise
    STAYS = "stays"  # says nothing of the person


@dataclass(frozen=True, slots=True)
class Entry:
    """One field. `label`: under which name its person reads it; "" with the reason why they do not."""

    of: Class
    label: str = ""
    because: str = ""

    def __post_init__(self) -> None:
        if bool(self.label) == bool(self.because):
            raise ValueError("An entry has a label, or a reason why nobody is told.")


def shown(of: Class, label: str) -> Entry:
    """A field that its person reads on the page and in the download, under this label."""
    return Entry(of, label=label)


def unshown(of: Class, because: str) -> Entry:
    """A field that is in no download, and why."""
    return Entry(of, because=because)


OURS = unshown(Class.OPEN, "a number of ours that says nothing")
SECRET = unshown(Class.KEY, "a key, or what a key is recognised by")
SEALED = unshown(Class.WORDS, "sealed; the download has what it says")
UNLINKED = unshown(Class.MEETING, "cannot be led back to a person")
OF_THE_GROUP = unshown(Class.MEETING, "the group's, not one person's")
LINK = unshown(Class.MEETING, "only says what the row belongs to")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """When rows go by themselves: `after` the time in `since`; `forget` is what lets them go."""

    since: str  # field of the model, or a path to one
    after: timedelta
    forget: Callable[[datetime], object]
    only: Mapping[str, Any] = field(default_factory=dict)  # rows that this clock is for


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What is kept in one table. The sentences are read by people on the page “Mine”."""

    model: str  # app_label.Model
    about: str  # a heading: what this is
    why: str
    readers: str
    until: str
    erasing: Erasing
    fields: Mapping[str, Entry]
    whose: str = ""  # path from the row to the person it is about; "": it is about no one person
    clock: Clock | None = None
    opened: Callable[[Any], Iterable[HeldRow]] | None = (
        None  # by person: what cannot be read from rows
    )
