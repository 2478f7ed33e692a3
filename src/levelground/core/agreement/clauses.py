"""All clauses of an agreement, in the order in which it is read.

Their keys are kept with what groups wrote: they never change. The wordings to start from may.
"""

from __future__ import annotations

from levelground.core.agreement.meeting import GOING_ON, MEETING, TOGETHER
from levelground.core.agreement.promises import PROMISES
from levelground.core.words import gettext_noop as _

PARTS = (
    (_("What we promise each other"), PROMISES),
    (_("How we meet"), MEETING),
    (_("How we are together"), TOGETHER),
    (_("Going on"), GOING_ON),
)
CLAUSES = tuple(clause for _name, clauses in PARTS for clause in clauses)
CLAUSES_BY_KEY = {clause.key: clause for clause in CLAUSES}
