"""Weekly times that suit everybody, or all but one, on every week of a year and every clock.

A slot is a time of the week on the group's wall. On another wall it may move by an hour where the
clocks change on other days, or not at all: so every week of the year is looked at, not one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from levelground.core.schedule.local_time import instant

DAY = 24 * 60
WEEK = 7 * DAY
STEP = 30  # minutes from one possible start to the next
WEEKS = 53  # a year and its seam
ENOUGH_ROOM = 60  # minutes before and after; more makes no slot better

Span = tuple[int, int]
Offsets = tuple[timedelta | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """When somebody can usually meet: spans in minutes from Monday 00:00 on their own wall."""

    zone: tzinfo
    free: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A start in minutes from Monday 00:00 on the group's wall, and whom it does not suit.

    `misses` are places in the list of weeks. Somebody whom it does not suit in `hard_weeks` of the
    year only (because of daylight saving) is among them.
    """

    minute: int
    misses: frozenset[int]
    hard_weeks: int
    room: int


def slots(
    weeks: Sequence[Week], *, zone: tzinfo, minutes: int, first: date, most_missing: int = 1
) -> tuple[Slot, ...]:
    """Best first; no two of them overlap. `first`: a day of the first week that counts."""
    people = [Week(zone=week.zone, free=_unrolled(week.free)) for week in weeks]
    kinds = _kinds_of_week(weeks, zone, first)
    found = []
    for minute in range(0, WEEK, STEP):
        slot = _judged(minute, minutes, people, kinds, zone)
        if slot is not None and len(slot.misses) <= most_missing:
            found.append(slot)
    return _apart(sorted(found, key=_goodness), minutes)


def _kinds_of_week(weeks: Sequence[Week], zone: tzinfo, first: date) -> dict[date, int]:
    """One Monday for each way in which the clocks stand to each other, with how many weeks it is.

    A week in which a clock is changed, or beside such a week, is looked at by itself.
    """
    zones = [zone, *(week.zone for week in weeks)]
    monday = first - timedelta(days=first.weekday())
    seen: dict[Offsets, date] = {}
    kinds: dict[date, int] = {}
    for number in range(WEEKS):
        start = monday + timedelta(weeks=number)
        before, after = (_offsets(start + timedelta(days=day), zones) for day in (-1, 8))
        like = seen.setdefault(before, start) if before == after else start
        kinds[like] = kinds.get(like, 0) + 1
    return kinds


def _offsets(on: date, zones: Sequence[tzinfo]) -> Offsets:
    midnight = datetime.combine(on, time(0), tzinfo=UTC)
    return tuple(midnight.astimezone(zone).utcoffset() for zone in zones)


def _judged(
    minute: int, minutes: int, people: Sequence[Week], kinds: dict[date, int], zone: tzinfo
) -> Slot | None:
    """The slot at this minute; None if it suits nobody."""
    misses: set[int] = set()
    hard = 0
    least = ENOUGH_ROOM
    for monday, count in kinds.items():
        wall = datetime.combine(monday, time(0)) + timedelta(minutes=minute)
        at = instant(wall, zone).at
        rooms = [_room(one.free, _minute_of_week(at, one.zone), minutes) for one in people]
        missed = {number for number, room in enumerate(rooms) if room is None}
        if len(missed) == len(people):
            return None
        misses |= missed
        hard += count if missed else 0
        least = min(least, *(room for room in rooms if room is not None))
    return Slot(minute=minute, misses=frozenset(misses), hard_weeks=hard, room=least)


def _minute_of_week(at: datetime, zone: tzinfo) -> int:
    there = at.astimezone(zone)
    return there.weekday() * DAY + there.hour * 60 + there.minute


def _room(free: Sequence[Span], start: int, minutes: int) -> int | None:
    """How much time is left before and after, the smaller; None if the meeting does not fit."""
    for begins, ends in free:
        if begins <= start and start + minutes <= ends:
            return min(start - begins, ends - start - minutes, ENOUGH_ROOM)
    return None


def _unrolled(free: Sequence[Span]) -> tuple[Span, ...]:
    """Two weeks in a row, neighbours joined, so that nothing ends at Sunday midnight by itself."""
    twice = sorted([*free, *((begins + WEEK, ends + WEEK) for begins, ends in free)])
    return tuple(_joined(twice))


def _joined(spans: Sequence[Span]) -> Iterator[Span]:
    here: Span | None = None
    for begins, ends in spans:
        if here is None:
            here = begins, ends
        elif begins <= here[1]:
            here = here[0], max(here[1], ends)
        else:
            yield here
            here = begins, ends
    if here is not None:
        yield here


def _goodness(slot: Slot) -> tuple[int, int, int, bool, int]:
    """Suits most people, in most weeks, with room before and after, at a full hour, early."""
    return len(slot.misses), slot.hard_weeks, -slot.room, bool(slot.minute % 60), slot.minute


def _apart(best_first: Sequence[Slot], minutes: int) -> tuple[Slot, ...]:
    kept: list[Slot] = []
    for slot in best_first:
        gaps = [abs(slot.minute - other.minute) for other in kept]
        if all(min(gap, WEEK - gap) >= minutes for gap in gaps):
            kept.append(slot)
    return tuple(kept)
