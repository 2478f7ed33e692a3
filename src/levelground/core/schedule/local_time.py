"""What a clock on the wall of a place shows, and which instant that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum


class Odd(StrEnum):
    """What happens to a time of the wall in the night when the clocks are changed."""

    NO = ""
    SKIPPED = "skipped"  # the clocks jump over it: it is meant as so much later
    TWICE = "twice"  # the clocks show it two times: the first is meant


@dataclass(frozen=True, slots=True, kw_only=True)
class Instant:
    """When it is (UTC), and whether that had to be decided."""

    at: datetime
    odd: Odd = Odd.NO


def instant(wall: datetime, zone: tzinfo) -> Instant:
    """When the wall of this zone shows this time (which has no zone itself), as RFC 5545 has it."""
    first = wall.replace(tzinfo=zone, fold=0)
    at = first.astimezone(UTC)
    if on_the_wall(at, zone) != wall:
        return Instant(at=at, odd=Odd.SKIPPED)
    if wall.replace(tzinfo=zone, fold=1).utcoffset() != first.utcoffset():
        return Instant(at=at, odd=Odd.TWICE)
    return Instant(at=at)


def on_the_wall(at: datetime, zone: tzinfo) -> datetime:
    """What the wall of this zone shows at an instant. It has no zone itself."""
    return at.astimezone(zone).replace(tzinfo=None, fold=0)


def wall_days_before(at: datetime, days: int, zone: tzinfo) -> datetime:
    """So many days before, at the same time on the wall, whatever the clocks did in between."""
    return instant(on_the_wall(at, zone) - timedelta(days=days), zone).at
