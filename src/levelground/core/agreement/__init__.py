"""What members promise each other: its clauses, when it is whole, what changed, when to look again."""

from __future__ import annotations

from levelground.core.agreement.clause import Clause, Number
from levelground.core.agreement.clauses import CLAUSES, CLAUSES_BY_KEY, PARTS
from levelground.core.agreement.difference import ClauseChange, Piece, changes
from levelground.core.agreement.rules import (
    ENOUGH_WRITERS,
    at_stake,
    default_review,
    holds,
    is_due,
    replaced,
)
from levelground.core.agreement.worries import HEADINGS, OWN, WORRIES, WORRIES_BY_KEY, Worry

__all__ = [
    "CLAUSES",
    "CLAUSES_BY_KEY",
    "ENOUGH_WRITERS",
    "HEADINGS",
    "OWN",
    "PARTS",
    "WORRIES",
    "WORRIES_BY_KEY",
    "Clause",
    "ClauseChange",
    "Number",
    "Piece",
    "Worry",
    "at_stake",
    "changes",
    "default_review",
    "holds",
    "is_due",
    "replaced",
]
