"""How the groups of a programme fare, in figures that say nothing of fewer than five people."""

from __future__ import annotations

from levelground.core.health.facts import Facts, GroupState, state_of
from levelground.core.health.publishing import (
    LEAST_GROUPS,
    LEAST_PEOPLE,
    Figures,
    Number,
    publish,
    totals,
)
from levelground.core.health.quarters import Quarter, finished_quarters, quarter_of

__all__ = [
    "LEAST_GROUPS",
    "LEAST_PEOPLE",
    "Facts",
    "Figures",
    "GroupState",
    "Number",
    "Quarter",
    "finished_quarters",
    "publish",
    "quarter_of",
    "state_of",
    "totals",
]
