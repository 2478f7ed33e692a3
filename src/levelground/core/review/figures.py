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
    Without a spread, so many stand alone that showing it would show them.
    """

    answers: int
    median: float
    lowest: int | None
    highest: int | None
    most: bool = False


def figure(values: Sequence[int]) -> Figure | None:
    """The middle and the spread; None while too few have said anything."""
    if len(values) < ENOUGH:
        return None
    inner = _without_who_stands_alone(sorted(values))
    shown = len(inner) > len(values) // 2
    return Figure(
        answers=len(values),
        median=median(values),
        lowest=inner[0] if shown else None,
        highest=inner[-1] if shown else None,
        most=len(inner) < len(values),
    )


def _without_who_stands_alone(ordered: Sequence[int]) -> Sequence[int]:
    while len(ordered) > 1 and ordered[1] - ordered[0] >= APART:
        ordered = ordered[1:]
    while len(ordered) > 1 and ordered[-1] - ordered[-2] >= APART:
        ordered = ordered[:-1]
    return ordered
