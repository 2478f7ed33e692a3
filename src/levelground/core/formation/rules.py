"""The hard rules, each of which can be switched, and what counts as mixed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from levelground.core.words import gettext_noop as _


class Rule(StrEnum):
    """The names by which screens, reports and explanations call the rules."""

    SIZE = _("size")
    OPTED_IN = _("opted in")
    EQUAL_STANDING = _("equal standing")
    NOT_TOGETHER = _("not together")
    TOGETHER = _("together")
    SLOT = _("a common slot")
    LANGUAGE = _("a common language")
    TRAINED = _("trained majority")
    ORGANISATION = _("internal / external")
    MINORITY = _("size of a minority")


class Trained(StrEnum):
    """How many members of a group must have been trained."""

    ALL = "all"
    MAJORITY = "majority"
    NONE = "none"


class OrganisationRule(StrEnum):
    """From how many organisations a group comes."""

    INTERNAL = "internal"
    EXTERNAL = "external"
    ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What must hold in every group. Defaults are those of the source.

    least, preferred, most: members of a group. grades_apart: the widest span of grades in a group,
    None for any. meeting_minutes, slot_step: length of a meeting, and the raster on which it may
    start. time_zone, starts_on, weeks: the programme's clock and dates, over all of which a slot
    must suit everybody on their own clocks. at_least, at_most: organisations in an external group
    and members of any one of them.
    """

    least: int = 4
    preferred: int = 5
    most: int = 6
    opted_in: bool = True
    equal_standing: bool = True
    grades_apart: int | None = None
    not_together: bool = True
    together: bool = True
    slot: bool = True
    meeting_minutes: int = 90
    slot_step: int = 30
    time_zone: str = "UTC"
    starts_on: date = date(2026, 1, 5)
    weeks: int = 26
    language: bool = True
    trained: Trained = Trained.MAJORITY
    organisation: OrganisationRule = OrganisationRule.ANY
    at_least: int = 2
    at_most: int = 3
    minority: bool = True

    def trained_needed(self, size: int) -> int:
        """How many of `size` members must be trained."""
        return {Trained.ALL: size, Trained.MAJORITY: size // 2 + 1, Trained.NONE: 0}[self.trained]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What counts as mixed, and how much fairness weighs.

    mix: weight of each answer, by its name; an answer that is not named weighs `other`.
    fairness: the penalty's steepness for a group below the mark. mark: a share of the mean mix.
    """

    mix: Mapping[str, float] = field(default_factory=dict)
    other: float = 1.0
    fairness: float = 4.0
    mark: float = 0.97

    def of(self, answer: str) -> float:
        return self.mix.get(answer, self.other)
