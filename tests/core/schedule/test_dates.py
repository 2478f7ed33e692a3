"""Times of the wall, and the dates of a year by a rule, through both changes of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from levelground.core.schedule import (
    Odd,
    Rhythm,
    Rule,
    days,
    instant,
    on_the_wall,
    wall_days_before,
    year_from,
)

AUCKLAND = ZoneInfo("Pacific/Auckland")
BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
ZONES = (AUCKLAND, BERLIN, NEW_YORK, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kathmandu"))


def wall(said: str) -> datetime:
    return datetime.fromisoformat(said)


def rule(
    first: str,
    rhythm: Rhythm = Rhythm.FORTNIGHTLY,
    at: time = time(19),
    until: date | None = None,
) -> Rule:
    on = date.fromisoformat(first)
    return Rule(rhythm=rhythm, first=on, until=until or year_from(on), time=at)


# Times of the wall


@pytest.mark.parametrize(
    ("zone", "said", "at", "odd"),
    [
        (AUCKLAND, "2026-09-27T02:30", "2026-09-26T14:30", Odd.SKIPPED),
        (AUCKLAND, "2026-04-05T02:30", "2026-04-04T13:30", Odd.TWICE),
        (BERLIN, "2026-03-29T02:30", "2026-03-29T01:30", Odd.SKIPPED),
        (BERLIN, "2026-10-25T02:30", "2026-10-25T00:30", Odd.TWICE),
        (NEW_YORK, "2026-03-08T02:30", "2026-03-08T07:30", Odd.SKIPPED),
        (NEW_YORK, "2026-11-01T01:30", "2026-11-01T05:30", Odd.TWICE),
        (AUCKLAND, "2026-09-27T19:00", "2026-09-27T06:00", Odd.NO),
    ],
)
def test_a_night_in_which_the_clocks_change_is_noticed(
    zone: ZoneInfo, said: str, at: str, odd: Odd
):
    found = instant(wall(said), zone)

    assert (found.at, found.odd) == (wall(at).replace(tzinfo=UTC), odd)


def test_a_time_that_is_skipped_is_meant_as_so_much_later():
    found = instant(wall("2026-03-29T02:30"), BERLIN)

    assert on_the_wall(found.at, BERLIN) == wall("2026-03-29T03:30")


def test_a_day_before_is_the_same_time_on_the_wall():
    """That night is 25 hours long."""
    at = instant(wall("2026-10-25T19:00"), BERLIN).at

    assert wall_days_before(at, 1, BERLIN) == instant(wall("2026-10-24T19:00"), BERLIN).at
    assert at - wall_days_before(at, 1, BERLIN) == timedelta(hours=25)


# A year by a rule


def test_every_second_tuesday_at_seven_stays_at_seven_all_year():
    found = days(rule("2026-03-03"), AUCKLAND, {})

    assert len(found) == 27
    assert {on_the_wall(day.at, AUCKLAND).time() for day in found} == {time(19)}
    assert {day.at.hour for day in found} == {6, 7}, "two different hours in UTC"


def test_control_repeating_in_utc_is_noticed():
    """What the product must not do: the meeting moves to 18:00."""
    first = instant(wall("2026-03-03T19:00"), AUCKLAND).at
    found = [first + timedelta(weeks=2 * number) for number in range(27)]

    assert {on_the_wall(at, AUCKLAND).time() for at in found} == {time(18), time(19)}


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("2026-01-13", ["2026-02-10", "2026-03-10", "2026-04-14"]),  # the second Tuesday
        ("2026-01-30", ["2026-02-27", "2026-03-27", "2026-04-24"]),  # a fifth Friday is the last
    ],
)
def test_once_a_month_keeps_its_weekday(first: str, expected: list[str]):
    found = days(rule(first, Rhythm.MONTHLY), BERLIN, {})

    assert [str(day.on) for day in found[1:4]] == expected
    assert len(found) in {12, 13}


def test_a_holiday_is_named_and_stays_in_the_list():
    found = days(rule("2026-12-11", Rhythm.WEEKLY), AUCKLAND, {date(2026, 12, 25): "Christmas"})

    assert [day.holiday for day in found[:4]] == ["", "", "Christmas", ""]


def test_a_date_in_the_skipped_hour_is_said():
    found = days(rule("2026-03-22", Rhythm.WEEKLY, time(2, 30)), BERLIN, {})

    assert [day.odd for day in found[:3]] == [Odd.NO, Odd.SKIPPED, Odd.NO]


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-03-03", "2027-03-02"), ("2024-02-29", "2025-02-28"), ("2024-03-01", "2025-02-28")],
)
def test_a_year_is_a_year(first: str, last: str):
    assert str(year_from(date.fromisoformat(first))) == last


@given(
    first=st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    rhythm=st.sampled_from(list(Rhythm)),
    at=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    zone=st.sampled_from(ZONES),
)
@settings(max_examples=200, deadline=None)
def test_the_wall_always_shows_the_time_that_was_agreed(
    first: date, rhythm: Rhythm, at: time, zone: ZoneInfo
):
    asked = rule(first.isoformat(), rhythm, at)
    found = days(asked, zone, {})

    assert found[0].on == first
    assert all(a.at < b.at for a, b in pairwise(found))
    assert {day.on.weekday() for day in found} == {first.weekday()}
    for day in found:
        shows = on_the_wall(day.at, zone)
        assert (shows == datetime.combine(day.on, at)) == (day.odd != Odd.SKIPPED)
    text = ";".join(f"{name}={value}" for name, value in asked.pattern.items())
    read = rrulestr(text, dtstart=datetime.combine(first, at)).between(
        datetime.combine(first, time.min), datetime.combine(asked.until, time.max), inc=True
    )
    assert [one.date() for one in read] == [day.on for day in found]
