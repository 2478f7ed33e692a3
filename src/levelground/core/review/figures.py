"""Answers of several people as one figure that shows nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

ENOUGH = 4  # answers; fewer would show who said what
APART = 2  # so far from everybody else, a single answer would be somebody's


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """The middle and the spread of what several people said.

    `most`: somebody stands alone outside the spread. It is not shown how far, or on which side.
    """

    answers: int
    median: float
    lowest: int
    highest: int
    most: bool = False


def figure(said: Sequence[int]) -> Figure | None:
    """The middle and the spread; None while too few have said anything."""
    if len(said) < ENOUGH:
        return None
    ordered = sorted(said)
    inner = ordered
    if inner[1] - inner[0] >= APART:
        inner = inner[1:]
    if inner[-1] - inner[-2] >= APART:
        inner = inner[:-1]
    return Figure(
        answers=len(ordered),
        median=median(ordered),
        lowest=inner[0],
        highest=inner[-1],
        most=len(inner) < len(ordered),
    )
