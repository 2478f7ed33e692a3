"""The VTIMEZONE of a zone (RFC 5545, 3.6.5): from when on its clocks are how far ahead, and by what
yearly rule that comes round again.

Lists of days (RDATE) are read wrongly or not at all by programs in use; a rule is read by all. So each
change of the clocks is written as a yearly rule where the zone has one. Which rule that is, is read off
the clocks themselves: a cycle of 28 years far ahead, where no list of single days reaches. Where there is
none (Morocco follows the moon; a country has given up daylight saving), the days of the time that is
asked for are fitted with a rule that ends, or stand one by one.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from levelground.core.schedule.local_time import on_the_wall

YEAR = timedelta(days=400)  # and some days more: each yearly change is in it
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
FORTNIGHT = timedelta(days=14)
FAR = datetime(2108, 1, 1, tzinfo=UTC), datetime(2136, 1, 1, tzinfo=UTC)  # 28 years
LONG_AGO = datetime(1970, 1, 1)  # noqa: DTZ001  a time of the wall
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEKS = (1, 2, 3, 4, -1)  # the first, …, the last of its weekday in the month


@dataclass(frozen=True, slots=True, kw_only=True)
class Yearly:
    """The second Sunday in March at two, as the wall shows it until then."""

    month: int
    week: int
    weekday: int
    time: time

    @property
    def pattern(self) -> dict[str, str | int]:
        """The parts of the RRULE, without its end."""
        return {
            "FREQ": "YEARLY",
            "BYMONTH": self.month,
            "BYDAY": f"{self.week}{DAYS[self.weekday]}",
        }

    def in_year(self, year: int) -> datetime:
        """When that is, on the wall as it is until then."""
        first, length = calendar.monthrange(year, self.month)
        if self.week > 0:
            day = 1 + (self.weekday - first) % 7 + 7 * (self.week - 1)
        else:
            day = length - (first + length - 1 - self.weekday) % 7
        return datetime.combine(date(year, self.month, day), self.time)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observance:
    """From `starts` on (on the wall as it was until then) clocks are `after` ahead of UTC.

    With `yearly` it comes again each year; with `until` (UTC), for the last time then.
    """

    starts: datetime
    before: timedelta
    after: timedelta
    name: str
    is_daylight: bool = False
    yearly: Yearly | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """The clocks are changed at this instant."""

    at: datetime
    before: timedelta
    after: timedelta

    @property
    def wall(self) -> datetime:
        """What the clocks show at that moment, had nobody touched them."""
        return (self.at + self.before).replace(tzinfo=None)


def observances(zone: tzinfo, first: datetime, last: datetime) -> tuple[Observance, ...]:
    """All that a program needs to know of a zone to be right from `first` to `last`."""
    begin, end = first - YEAR, last + YEAR
    changes = _changes(zone, begin, end, DAY)
    past = sum(one.at <= first for one in changes)
    now = max(0, past - 1)  # the change that has led to how it is at first
    while now and not changes[now].before:  # see _always(): what was before must not be like UTC
        now -= 1
    changes = changes[now:]
    kinds: dict[tuple[timedelta, timedelta], list[_Change]] = {}
    for one in changes:
        kinds.setdefault((one.before, one.after), []).append(one)
    found = [
        observance for chain in kinds.values() for observance in _written(zone, chain, changes, end)
    ]
    if found and all(one.yearly and not one.until for one in found):  # said from 1970 on, as usual
        found = [
            replace(one, starts=one.yearly.in_year(LONG_AGO.year)) for one in found if one.yearly
        ]
    elif not past or any(not one.after for one in found):
        found.append(_always(zone, changes[0].at - SECOND if changes else begin))
    return tuple(sorted(found, key=lambda one: one.starts))


def _always(zone: tzinfo, at: datetime) -> Observance:
    """As it is at this moment, from long ago on.

    A program may ask about years in which nothing of ours took place: vobject takes a zone that is
    like UTC from 2000 to 2020 for UTC itself, and forgets it.
    """
    ahead = _ahead(zone, at)
    name = at.astimezone(zone).tzname() or ""
    return Observance(starts=LONG_AGO, before=ahead, after=ahead, name=name)


def _written(
    zone: tzinfo, chain: Sequence[_Change], changes: Sequence[_Change], end: datetime
) -> Iterator[Observance]:
    """The changes of one kind: by a rule for ever, by a rule for these years, or one by one."""
    kind = chain[0].before, chain[0].after
    far = [one for one in _far_changes(zone) if (one.before, one.after) == kind]
    for late in (timedelta(), SECOND):  # midnight at the end of a Saturday is Saturday 23:59:59
        rule = _rule([*chain, *far], late) if far else None
        if rule and _foretold(rule, chain, late, end):
            yield _observance(zone, chain[0], changes, late=late, yearly=rule)
            return
    until = chain[-1].at
    rule = _rule(chain, timedelta()) if len(chain) > 1 else None
    if rule and _foretold(rule, chain, timedelta(), until):
        yield _observance(zone, chain[0], changes, yearly=rule, until=until)
    else:
        yield from (_observance(zone, one, changes) for one in chain)


def _observance(
    zone: tzinfo,
    change: _Change,
    changes: Sequence[_Change],
    *,
    late: timedelta = timedelta(),
    yearly: Yearly | None = None,
    until: datetime | None = None,
) -> Observance:
    """Daylight saving is an hour that is given back, whatever a country calls it (Ireland)."""
    is_forward = change.after > change.before
    is_given_back = any(one.at > change.at and one.after < one.before for one in changes)
    return Observance(
        starts=change.wall - late,
        before=change.before,
        after=change.after,
        name=change.at.astimezone(zone).tzname() or "",
        is_daylight=is_forward and is_given_back,
        yearly=yearly,
        until=until,
    )


def _rule(chain: Sequence[_Change], late: timedelta) -> Yearly | None:
    """The one that all of these follow, if there is one."""
    walls = [one.wall - late for one in chain]
    alike = {(wall.month, wall.weekday(), wall.time()) for wall in walls}
    if len(alike) != 1:
        return None
    [(month, weekday, at)] = alike
    for week in WEEKS:
        rule = Yearly(month=month, week=week, weekday=weekday, time=at)
        if all(rule.in_year(wall.year) == wall for wall in walls):
            return rule
    return None


def _foretold(rule: Yearly, chain: Sequence[_Change], late: timedelta, end: datetime) -> bool:
    """From the first of the chain to the end, the rule has these changes and no others."""
    walls = [one.wall - late for one in chain]
    years = range(walls[0].year, end.year + 1)
    last = (end + chain[0].before).replace(tzinfo=None)
    return walls == [wall for wall in map(rule.in_year, years) if walls[0] <= wall <= last]


@lru_cache(maxsize=1024)
def _far_changes(zone: tzinfo) -> tuple[_Change, ...]:
    return tuple(_changes(zone, *FAR, FORTNIGHT))


def _changes(zone: tzinfo, begin: datetime, end: datetime, step: timedelta) -> list[_Change]:
    """Each time the clocks are changed after `begin`, to the second; at most once in a step."""
    found = []
    at, ahead = begin, _ahead(zone, begin)
    while at < end:
        at += step
        if _ahead(zone, at) != ahead:
            found.append(_change(zone, at - step, at))
            ahead = found[-1].after
    return found


def _change(zone: tzinfo, before: datetime, after: datetime) -> _Change:
    old, new = _ahead(zone, before), _ahead(zone, after)
    before, after = before.replace(microsecond=0), after.replace(microsecond=0)
    while after - before > SECOND:
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if _ahead(zone, middle) == old:
            before = middle
        else:
            after = middle
    return _Change(at=after, before=old, after=new)


def _ahead(zone: tzinfo, at: datetime) -> timedelta:
    return on_the_wall(at, zone) - at.replace(tzinfo=None)
