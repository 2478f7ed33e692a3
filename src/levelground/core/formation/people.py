"""Who is to be put into groups: people, their wishes, and the times they can meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

WEEK = 7 * 24 * 60
"""Minutes in a week. Minute 0 is Monday 00:00 on the person's own clock."""

Answer = tuple[str, ...] | float
"""What somebody said of themselves: one or more words, or a number."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Free:
    """A time every week in which somebody can meet, on their own clock.

    starts, ends: minutes from Monday 00:00, 0 <= starts < ends <= WEEK + 1440 (past midnight on
    Sunday runs into Monday).
    """

    starts: int
    ends: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person as the rules see them. Everything but the id may be left open.

    id: unique, never empty. name: for the reader only.
    reports_to: the id of the person above them. answers_for: ids of those whom they assess, pay or
    contract. not_together: ids, in confidence, one side is enough. together: the id of one person
    with whom they wish to be. not_alone_in: names of answers in which they asked never to be the
    only one of their kind. group: the group they already belong to and stay in.
    """

    id: str
    name: str = ""
    opted_in: bool = True
    organisation: str = ""
    trained: bool = False
    grade: int | None = None
    reports_to: str = ""
    answers_for: tuple[str, ...] = ()
    not_together: tuple[str, ...] = ()
    together: str = ""
    languages: tuple[str, ...] = ()
    time_zone: str = ""
    free: tuple[Free, ...] = ()
    answers: Mapping[str, Answer] = field(default_factory=dict)
    not_alone_in: tuple[str, ...] = ()
    group: str = ""
