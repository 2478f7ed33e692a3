"""Dates as their pages show them, and what a form for them begins with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from levelground.accounts.models import Person
from levelground.core.schedule import Rhythm, instant, on_the_wall
from levelground.groups.models import Group
from levelground.runtime import clock
from levelground.schedule.actions import Plan
from levelground.schedule.domain import free_days
from levelground.schedule.domain.sentences import odd_in_words, rule_in_words
from levelground.schedule.models import Date, Schedule
from levelground.schedule.pages.finding import found_time
from levelground.schedule.queries.dates import (
    Attendance,
    attendance,
    attendances,
    dates_to_come,
    is_open,
    is_running_out,
    schedule_of,
)

DAY = 24 * 60
TUESDAY_EVENING = DAY + 19 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRow:
    """One date, and where things stand with it."""

    date: Date
    attendance: Attendance
    is_over: bool
    is_open: bool  # its session can be opened now
    note: str  # about the night in which the clocks are changed


def shown(date: Date, person: Person) -> DateRow:
    return _row(date, attendance(date, person))


def rows_of(group: Group, person: Person) -> dict[str, object]:
    """The dates to come and by what rule they come."""
    schedule = schedule_of(group)
    dates = list(dates_to_come(group))
    attendance_of = attendances(dates, person)
    return {
        "schedule": schedule,
        "rule": rule_in_words(schedule.rule) if schedule else "",
        "elsewhere": schedule is not None and schedule.zone != person.time_zone,
        "is_running_out": schedule is not None and is_running_out(schedule),
        "holidays_of": _place(schedule),
        "rows": [_row(date, attendance_of[date.pk]) for date in dates],
    }


def looked_at(plan: Plan) -> dict[str, object]:
    """The year that a plan would make, for looking at before it is kept."""
    zone = ZoneInfo(plan.zone)
    days = plan.days()
    return {
        "days": [(day, odd_in_words(day.odd, day.at, zone)) for day in days],
        "rule": rule_in_words(plan.rule),
        "how_many": sum(not day.holiday for day in days),
    }


def first_plan(group: Group, person: Person) -> dict[str, object]:
    """What the form begins with: the rule that stands, or the time that was found, or an evening."""
    schedule = schedule_of(group)
    if schedule is not None:
        minute = schedule.first.weekday() * DAY
        return {
            "rhythm": schedule.rhythm,
            "first": first_day_of(minute, schedule.zone),
            "time": schedule.time,
            "zone": schedule.zone,
            "minutes": schedule.minutes,
            "country": schedule.country,
            "region": schedule.region,
        }
    found = found_time(group)
    minute = found.minute if found else TUESDAY_EVENING
    zone = found.zone if found else person.time_zone
    return {
        "rhythm": Rhythm.FORTNIGHTLY.value,
        "first": _not_before(group.slot_from, first_day_of(minute, zone)),
        "time": dt.time(minute % DAY // 60, minute % 60),
        "zone": zone,
        "minutes": found.minutes if found else group.minutes,
        "country": free_days.country_of(zone),
    }


def first_day_of(minute: int, zone: str) -> dt.date:
    """The next day, from tomorrow on, on which a time of the week falls."""
    tomorrow = on_the_wall(clock.now(), ZoneInfo(zone)).date() + dt.timedelta(days=1)
    return tomorrow + dt.timedelta(days=(minute // DAY - tomorrow.weekday()) % 7)


def _not_before(begins: dt.date | None, first: dt.date) -> dt.date:
    """The same day of the week, no earlier than the programme by which the group came about."""
    early = (begins - first).days if begins else 0
    return first + dt.timedelta(weeks=max(0, -(-early // 7)))


def _row(date: Date, attendance: Attendance) -> DateRow:
    zone = date.schedule.zone_info
    wall = dt.datetime.combine(date.on, date.schedule.time)
    odd = instant(wall, zone).odd
    return DateRow(
        date=date,
        attendance=attendance,
        is_over=date.starts_at <= clock.now(),
        is_open=is_open(date),
        note="" if date.moved_at else odd_in_words(odd, date.starts_at, zone),
    )


def _place(schedule: Schedule | None) -> str:
    if schedule is None or not schedule.country:
        return ""
    country = free_days.countries().get(schedule.country, "")
    region = free_days.regions(schedule.country).get(schedule.region, "")
    return f"{region}, {country}" if region else country
