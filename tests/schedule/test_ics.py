"""What other programs read in our calendars: the right time on the wall, all year, everywhere."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil.tz import tzical  # type: ignore[attr-defined,unused-ignore]
from hypothesis import given, settings
from hypothesis import strategies as st

from levelground.core.schedule import Odd, Rhythm, Rule, days, instant, on_the_wall, year_from
from levelground.schedule.domain.ics import (
    CalendarChange,
    Series,
    feed,
    invitation,
    one_date,
    whole_series_off,
)
from tests.schedule.making import read_by_others

ZONES = ("Pacific/Auckland", "Europe/Berlin", "America/New_York")
STAMP = datetime(2026, 3, 2, 9, tzinfo=UTC)
ADA = "ada@example.org"
HERE = "peers@example.org"


def make_series(
    *,
    zone: str = "Pacific/Auckland",
    first: date = date(2026, 3, 3),
    rhythm: Rhythm = Rhythm.FORTNIGHTLY,
    at: time = time(19),
    without: frozenset[int] = frozenset(),
    changes: tuple[CalendarChange, ...] = (),
) -> Series:
    """`without`: which days of the rule, by number, are left out."""
    rule = Rule(rhythm=rhythm, first=first, until=year_from(first), time=at)
    walls = [datetime.combine(day.on, at) for day in days(rule, ZoneInfo(zone), {})]
    return Series(
        uid="8f0ecbd0-5b3c-4a57-9f2e-7d6a1f0a3b11",
        sequence=3,
        zone=zone,
        rule=rule,
        minutes=90,
        left_out=tuple(wall for number, wall in enumerate(walls) if number in without),
        changes=changes,
    )


def wall(said: str) -> datetime:
    return datetime.fromisoformat(said)


def written(series: Series) -> str:
    return feed([series], name="Peer groups", stamp=STAMP)


# The right time, all year


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("first", [date(2026, 1, 6), date(2026, 7, 7)])
def test_through_both_changes_of_the_clocks_the_wall_shows_seven(zone: str, first: date):
    series = make_series(zone=zone, first=first, rhythm=Rhythm.WEEKLY)
    found = read_by_others(written(series))

    assert len(found) in {52, 53}
    assert {on_the_wall(at, ZoneInfo(zone)).time() for at, _status in found} == {time(19)}
    assert len({at.hour for at, _status in found}) == 2, "both halves of the year are in it"


@pytest.mark.parametrize("zone", ZONES)
def test_the_clocks_that_come_with_it_are_right_by_themselves(zone: str):
    """A program that does not know the zone has only our VTIMEZONE; dateutil reads just that."""
    text = written(make_series(zone=zone, rhythm=Rhythm.WEEKLY))
    own = tzical(StringIO(text.replace("\r\n", "\n"))).get(zone)
    summer_and_winter = 0

    for at, _status in read_by_others(text):
        shows = on_the_wall(at, ZoneInfo(zone))
        assert shows.replace(tzinfo=own).utcoffset() == at.astimezone(ZoneInfo(zone)).utcoffset()
        summer_and_winter |= 1 if at.astimezone(ZoneInfo(zone)).dst() else 2
    assert summer_and_winter == 3


def test_control_a_calendar_that_repeats_in_utc_is_noticed():
    text = written(make_series(rhythm=Rhythm.WEEKLY))
    wrong = text.replace(
        "DTSTART;TZID=Pacific/Auckland:20260303T190000", "DTSTART:20260303T060000Z"
    )

    found = read_by_others(wrong)

    walls = {on_the_wall(at, ZoneInfo("Pacific/Auckland")).time() for at, _status in found}
    assert walls == {time(19), time(18)}


def test_days_left_out_moved_and_cancelled_are_read_as_such():
    moved = CalendarChange(wall=wall("2026-03-17T19:00"), at=datetime(2026, 3, 18, 7, tzinfo=UTC))
    off = CalendarChange(
        wall=wall("2026-09-29T19:00"), at=datetime(2026, 9, 29, 6, tzinfo=UTC), is_off=True
    )
    series = make_series(without=frozenset({3}), changes=(moved, off))
    found = dict(read_by_others(written(series)))

    assert len(found) == 26
    assert datetime(2026, 4, 14, 7, tzinfo=UTC) not in found, "left out"
    assert datetime(2026, 3, 17, 6, tzinfo=UTC) not in found, "moved away"
    assert found[datetime(2026, 3, 18, 7, tzinfo=UTC)] == "CONFIRMED"
    assert found[datetime(2026, 9, 29, 6, tzinfo=UTC)] == "CANCELLED"


@given(
    zone=st.sampled_from([*ZONES, "Australia/Lord_Howe", "America/Santiago", "UTC"]),
    first=st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    rhythm=st.sampled_from(list(Rhythm)),
    at=st.times().map(lambda said: said.replace(second=0, microsecond=0)),
    without=st.frozensets(st.integers(0, 30), max_size=4),
)
@settings(max_examples=150, deadline=None)
def test_others_read_exactly_the_dates_that_we_have(
    zone: str, first: date, rhythm: Rhythm, at: time, without: frozenset[int]
):
    series = make_series(zone=zone, first=first, rhythm=rhythm, at=at, without=without)
    ours = [
        day.at
        for number, day in enumerate(days(series.rule, ZoneInfo(zone), {}))
        if number not in without
    ]
    text = written(series)

    assert [at for at, _status in read_by_others(text)] == ours
    assert not faults(text)


@given(
    zone=st.sampled_from(ZONES),
    number=st.integers(0, 20),
    hours=st.integers(-200, 200).filter(bool),
    is_off=st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_a_moved_date_is_read_at_its_new_time_and_nowhere_else(
    zone: str, number: int, hours: int, is_off: bool
):
    plain = make_series(zone=zone)
    there = days(plain.rule, ZoneInfo(zone), {})
    day = there[number]
    to = instant(on_the_wall(day.at + timedelta(hours=hours), ZoneInfo(zone)), ZoneInfo(zone))
    if to.odd != Odd.NO:
        return  # nobody can move a date there, see the form
    change = CalendarChange(wall=datetime.combine(day.on, time(19)), at=to.at, is_off=is_off)
    text = written(make_series(zone=zone, changes=(change,)))

    expected = sorted([one.at for one in there if one is not day] + [to.at])
    found = read_by_others(text)
    assert [at for at, _status in found] == expected
    assert [at for at, status in found if status == "CANCELLED"] == ([to.at] if is_off else [])


# Requests and cancellations between people (RFC 5546)


def events(text: str) -> list[Any]:
    return list(icalendar.Calendar.from_ical(text).walk("VEVENT"))


def test_a_letter_asks_for_one_series_of_one_uid():
    moved = CalendarChange(wall=wall("2026-03-17T19:00"), at=datetime(2026, 3, 18, 7, tzinfo=UTC))
    text = invitation(make_series(changes=(moved,)), to=ADA, sender=HERE, stamp=STAMP)

    assert "METHOD:REQUEST" in text
    assert {str(one["UID"]) for one in events(text)} == {"8f0ecbd0-5b3c-4a57-9f2e-7d6a1f0a3b11"}
    assert {one["SEQUENCE"] for one in events(text)} == {3}
    for one in events(text):
        assert str(one["ORGANIZER"]) == f"mailto:{HERE}"
        assert str(one["ATTENDEE"]) == f"mailto:{ADA}", "whoever gets the letter, nobody else"


def test_a_cancelled_date_is_taken_back_by_its_own_name():
    off = CalendarChange(
        wall=wall("2026-03-17T19:00"), at=datetime(2026, 3, 17, 6, tzinfo=UTC), is_off=True
    )
    text = one_date(make_series(), off, to=ADA, sender=HERE, stamp=STAMP)
    [event] = events(text)

    assert "METHOD:CANCEL" in text
    assert event["STATUS"] == "CANCELLED"
    assert "RECURRENCE-ID;TZID=Pacific/Auckland:20260317T190000" in text


def test_a_series_that_will_not_be_is_taken_back_whole():
    text = whole_series_off(make_series(), to=ADA, sender=HERE, stamp=STAMP)
    [event] = events(text)

    assert "METHOD:CANCEL" in text
    assert (event["STATUS"], "RECURRENCE-ID" in event) == ("CANCELLED", False)


def test_a_feed_names_nobody():
    text = written(make_series())

    assert "METHOD" not in text
    assert not re.search("ATTENDEE|ORGANIZER|mailto|CN=", text)
    assert {str(event["SUMMARY"]) for event in events(text)} == {"Peer group"}


# The form of the file (RFC 5545, 3.1)


def faults(text: str) -> list[str]:
    lines = text.split("\r\n")
    found = [] if lines[-1] == "" else ["the last line does not end"]
    found += ["a line end alone" for line in lines if "\n" in line or "\r" in line]
    return found + [line for line in lines if len(line.encode()) > 75]


def test_lines_are_short_and_end_as_they_should():
    series = make_series(without=frozenset(range(12)))

    assert not faults(written(series))
    assert not faults(
        invitation(series, to=f"{'a' * 60}@{'b' * 60}.example", sender=HERE, stamp=STAMP)
    )


def test_control_long_lines_and_bare_line_ends_are_noticed():
    text = written(make_series())

    assert faults(text.replace("\r\n", "\n"))
    assert faults(text.replace("SUMMARY:", "SUMMARY:" + "x" * 80))
    assert faults(text.removesuffix("\r\n"))
