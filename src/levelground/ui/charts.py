"""Small charts, drawn on the server: a line over time, bars, shares. The colours are the tokens', in CSS.

Places come as text, so that a template draws them alike in every language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BARS_WIDTH, BARS_HEIGHT, FOOT, HEAD = 480.0, 200.0, 34.0, 28.0
BROADEST = 72.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Of a trend. The edge is for whole dots, and for the figures at the two ends."""

    width: float
    height: float
    edge: float


WHOLE = Size(width=300, height=96, edge=14)
SMALL = Size(width=140, height=52, edge=7)  # beside its words


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
class Trend:
    """A line over time: what the template draws, and the points for the table behind."""

    points: tuple[Point, ...]
    spots: tuple[Spot, ...]
    line: str
    lowest: str
    highest: str
    width: str
    height: str

    @property
    def last(self) -> str:
        return self.points[-1].label


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar, or the place of one that is not shown."""

    label: str
    value: str
    x: str
    middle: str
    y: str
    width: str
    height: str
    is_known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Values side by side. Their table stands on the page that shows them."""

    bars: tuple[Bar, ...]
    mark: str = ""  # height of a dotted line to measure by
    width: str = f"{BARS_WIDTH:g}"
    height: str = f"{BARS_HEIGHT:g}"
    ground: str = f"{BARS_HEIGHT - FOOT:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How much of a hundred is sure, and how much more it may be."""

    sure: str
    more: str


def share(*, least: int, most: int, whole: int) -> Share:
    """Part of a whole of which only bounds are known."""
    sure, most_ = (100 * number / max(whole, 1) for number in (least, min(most, whole)))
    return Share(sure=f"{sure:.1f}", more=f"{most_ - sure:.1f}")


def trend(
    points: Sequence[Point], *, lowest: float, highest: float, size: Size = WHOLE
) -> Trend | None:
    """A line from point to point; None while there are not two to be joined."""
    step = (size.width - 2 * size.edge) / max(1, len(points) - 1)

    def down(value: float) -> str:
        share = (min(max(value, lowest), highest) - lowest) / (highest - lowest)
        return f"{size.height - size.edge - share * (size.height - 2 * size.edge):.1f}"

    spots = tuple(
        Spot(
            x=f"{size.edge + place * step:.1f}",
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
    return Trend(
        points=tuple(point for point in points if point.value is not None),
        spots=spots,
        line=line,
        lowest=f"{lowest:g}",
        highest=f"{highest:g}",
        width=f"{size.width:g}",
        height=f"{size.height:g}",
    )


def bars(
    values: Sequence[tuple[str, float | None]], *, top: float = 0, mark: float | None = None
) -> Bars:
    """Bars side by side; None is drawn as a gap that says that too few are behind it.

    `mark`: a value that all are measured by.
    """
    highest = top or max((value for _, value in values if value), default=1) or 1
    step = BARS_WIDTH / max(len(values), 1)
    width = min(step * 0.7, BROADEST)

    def high(value: float) -> float:
        return (BARS_HEIGHT - FOOT - HEAD) * value / highest

    def bar(place: int, label: str, value: float | None) -> Bar:
        height = high(value or 0)
        middle = step * (place + 0.5)
        return Bar(
            label=label,
            value="" if value is None else f"{value:g}",
            x=f"{middle - width / 2:.1f}",
            middle=f"{middle:.1f}",
            y=f"{BARS_HEIGHT - FOOT - height:.1f}",
            width=f"{width:.1f}",
            height=f"{height:.1f}",
            is_known=value is not None,
        )

    return Bars(
        bars=tuple(bar(place, *one) for place, one in enumerate(values)),
        mark="" if mark is None else f"{BARS_HEIGHT - FOOT - high(mark):.1f}",
    )
