"""Bars, as numbers for an SVG that the server draws. Each chart has a table behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, FOOT, HEAD = 480, 200, 34, 28
BROADEST = 72


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar, or the place of one that is not shown."""

    label: str
    value: str
    x: float
    middle: float
    y: float
    width: float
    height: float
    is_known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    bars: tuple[Bar, ...]
    width: int = WIDTH
    height: int = HEIGHT
    ground: int = HEIGHT - FOOT


def chart(values: Sequence[tuple[str, float | None]], *, top: float = 0) -> Chart:
    """Bars side by side; None is drawn as a gap that says that too few are behind it."""
    highest = top or max((value for _, value in values if value), default=1) or 1
    room = HEIGHT - FOOT - HEAD
    step = WIDTH / max(len(values), 1)
    width = min(step * 0.7, BROADEST)
    bars = []
    for number, (label, value) in enumerate(values):
        height = room * (value or 0) / highest
        middle = step * (number + 0.5)
        bars.append(
            Bar(
                label=label,
                value="" if value is None else f"{value:g}",
                x=round(middle - width / 2, 1),
                middle=round(middle, 1),
                y=round(HEIGHT - FOOT - height, 1),
                width=round(width, 1),
                height=round(height, 1),
                is_known=value is not None,
            )
        )
    return Chart(bars=tuple(bars))
