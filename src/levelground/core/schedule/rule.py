"""The dates of a year by a rule of RFC 5545, on the wall's clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

from levelground.core.schedule.local_time import Odd, instant

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LAST = -1
FIFTH = 5


class Rhythm(StrEnum):
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    FOUR_WEEKLY = "four-weekly"
    MONTHLY = "monthly"  # the second Tuesday, say; a fifth one is the last


EVERY = {Rhythm.WEEKLY: 1, Rhythm.FORTNIGHTLY: 2, Rhythm.FOUR_WEEKLY: 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How often, from which day to which, at what time of the wall."""

    rhythm: Rhythm
    first: date
    until: date
    time: time

    @property
    def nth(self) -> int:
        """Monthly: which of its weekday in the month the first day is; LAST for a fifth."""
        number = (self.first.day - 1) // 7 + 1
        return LAST if number == FIFTH else number

    @property
    def pattern(self) -> dict[str, str | int]:
        """The parts of the RRULE, without its end."""
        day = DAYS[self.first.weekday()]
        if self.rhythm == Rhythm.MONTHLY:
            return {"FREQ": "MONTHLY", "BYDAY": f"{self.nth}{day}"}
        return {"FREQ": "WEEKLY", "INTERVAL": EVERY[self.rhythm], "BYDAY": day}


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of the rule. With a holiday there is no meeting."""

    on: date
    at: datetime
    odd: Odd = Odd.NO
    holiday: str = ""


def days(rule: Rule, zone: tzinfo, holidays: Mapping[date, str]) -> tuple[Day, ...]:
    """All days of the rule, those on holidays too: whoever looks sees what is left out."""
    found = []
    for wall in _walls(rule):
        when = instant(wall, zone)
        on = wall.date()
        found.append(Day(on=on, at=when.at, odd=when.odd, holiday=holidays.get(on, "")))
    return tuple(found)


def year_from(first: date) -> date:
    """The last day of the year that begins on this day."""
    last = first - timedelta(days=1)
    if (last.month, last.day) == (2, 29):
        last -= timedelta(days=1)
    return last.replace(year=last.year + 1)


def _walls(rule: Rule) -> rrule:
    """Repeated on the wall's clock, without a zone: in UTC 19:00 would turn into 18:00."""
    weekly = rule.rhythm != Rhythm.MONTHLY
    return rrule(
        WEEKLY if weekly else MONTHLY,
        interval=EVERY.get(rule.rhythm, 1),
        byweekday=weekday(rule.first.weekday(), None if weekly else rule.nth),
        dtstart=datetime.combine(rule.first, rule.time),
        until=datetime.combine(rule.until, time.max),
    )
