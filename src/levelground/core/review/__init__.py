"""What a group may know of itself: figures, trends, one suggestion at a time. Pure."""

from __future__ import annotations

from levelground.core.review.facts import Facts, facts_of
from levelground.core.review.figures import ENOUGH, Figure, figure
from levelground.core.review.picture import History, Met, Promises
from levelground.core.review.rhythm import to_review, usual
from levelground.core.review.signals import Suggestion, suggestion

__all__ = [
    "ENOUGH",
    "Facts",
    "Figure",
    "History",
    "Met",
    "Promises",
    "Suggestion",
    "facts_of",
    "figure",
    "suggestion",
    "to_review",
    "usual",
]
