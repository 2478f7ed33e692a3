"""Small charts, drawn on the server: where a line goes. The colours are the tokens', in CSS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 300.0, 96.0
EDGE = 14.0  # for whole dots, and the figures at the two ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One value at one time, as people read it. None: nothing to show there."""

    label: str
    value: float | None
    low: float | None = None  # the spread, where there is one
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    x: str
    y: str
    low: str
    high: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A line over time: what the template draws, and the points for the table behind."""

    points: tuple[Point, ...]
    spots: tuple[Spot, ...]
    line: str
    lowest: str
    highest: str
    width: str = f"{WIDTH:g}"
    height: str = f"{HEIGHT:g}"

    @property
    def last(self) -> str:
        return self.points[-1].label


def trend(points: Sequence[Point], *, lowest: float, highest: float) -> Chart | None:
    """A line from point to point; None while there are not two to be joined."""
    step = (WIDTH - 2 * EDGE) / max(1, len(points) - 1)

    def down(value: float) -> str:
        share = (min(max(value, lowest), highest) - lowest) / (highest - lowest)
        return f"{HEIGHT - EDGE - share * (HEIGHT - 2 * EDGE):.1f}"

    spots = tuple(
        Spot(
            x=f"{EDGE + place * step:.1f}",
            y=down(point.value),
            low=down(point.value if point.low is None else point.low),
            high=down(point.value if point.high is None else point.high),
        )
        for place, point in enumerate(points)
        if point.value is not None
    )
    if len(spots) < 2:  # noqa: PLR2004  a line has two ends
        return None
    line = "M" + " L".join(f"{spot.x} {spot.y}" for spot in spots)
    return Chart(
        points=tuple(point for point in points if point.value is not None),
        spots=spots,
        line=line,
        lowest=f"{lowest:g}",
        highest=f"{highest:g}",
    )
