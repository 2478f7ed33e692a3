"""What programs from elsewhere read in our calendars: 48 series in eight zones, none an hour wrong.

Each series goes over both changes of a year, has a day left out, one that was moved over a change of
the clocks and one that was cancelled; of some the reader has left. Programs are asked twice: once
they know the zone by its name, once they have only the VTIMEZONE that came along.

The control is the form that we had: each change of the clocks as a day in a list (RDATE).
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest

from levelground.core.schedule import Rhythm, Rule, days, instant, year_from
from levelground.schedule.domain.ics import CalendarChange, Series, feed
from tests.schedule import readers
from tests.schedule.readers import Reader, Shown

SIX = (
    "Pacific/Auckland",
    "Australia/Lord_Howe",  # half an hour
    "America/Santiago",  # at midnight
    "America/New_York",
    "Europe/Berlin",
    "Europe/Dublin",  # whose summer is the standard
)
ZONES = (
    *SIX,
    "Africa/Casablanca",  # follows the moon, and in 2026 no more
    "America/Vancouver",  # has stopped changing its clocks in 2026
)
KINDS = (
    (Rhythm.WEEKLY, date(2026, 1, 6), False),
    (Rhythm.WEEKLY, date(2026, 7, 7), True),
    (Rhythm.FORTNIGHTLY, date(2026, 3, 3), True),
    (Rhythm.FORTNIGHTLY, date(2026, 9, 1), False),
    (Rhythm.FOUR_WEEKLY, date(2026, 3, 3), False),
    (Rhythm.MONTHLY, date(2026, 6, 9), False),
)
SEVEN = time(19)
STAMP = datetime(2026, 3, 2, 9, tzinfo=UTC)


def make(zone: str, rhythm: Rhythm, first: date, *, has_left: bool) -> tuple[Series, Shown]:
    """A series, and when its dates are."""
    until = first + timedelta(days=200) if has_left else year_from(first)
    rule = Rule(rhythm=rhythm, first=first, until=until, time=SEVEN)
    there = days(rule, ZoneInfo(zone), {})
    left_out, moved, off = there[2], there[3], there[-2]
    to = instant(datetime.combine(moved.on + timedelta(days=60), time(8, 30)), ZoneInfo(zone)).at
    series = Series(
        uid=f"{zone}-{rhythm}-{first}{'-left' if has_left else ''}",
        sequence=3,
        zone=zone,
        rule=rule,
        minutes=90,
        left_out=(datetime.combine(left_out.on, SEVEN),),
        changes=(
            CalendarChange(wall=datetime.combine(moved.on, SEVEN), at=to),
            CalendarChange(wall=datetime.combine(off.on, SEVEN), at=off.at, is_off=True),
        ),
    )
    plain = [day.at for day in there if day not in {left_out, moved, off}]
    return series, sorted(
        [*((at, "CONFIRMED") for at in plain), (to, "CONFIRMED"), (off.at, "CANCELLED")]
    )


ALL = [make(zone, rhythm, first, has_left=left) for zone in ZONES for rhythm, first, left in KINDS]


RULED = [one for one in ALL if one[0].zone in SIX]
ONE_EACH = ALL[1 :: len(KINDS)]


def by_rules(series: Series) -> str:
    return feed([series], name="Peer groups", stamp=STAMP)


def by_lists(series: Series) -> str:
    """As it was before: the same calendar, with the VTIMEZONE that icalendar makes by itself."""
    calendar = icalendar.Calendar.from_ical(by_rules(series))
    old = icalendar.Timezone.from_tzid(
        series.zone,
        first_date=date(series.rule.first.year - 1, 1, 1),
        last_date=date(series.rule.until.year + 2, 1, 1),
    )
    calendar.subcomponents[0] = old
    return str(calendar.to_ical().decode())


def unnamed(text: str) -> str:
    """Under a name that says nothing, and is new to a program that remembers names."""
    new = uuid.uuid4()
    return re.sub(r"(TZID[=:])([\w/]+)", rf"\1Somewhere-{new}", text)


def named(text: str) -> str:
    return text


def wrong(
    reader: Reader,
    folder: Path,
    asked: Sequence[tuple[Series, Shown]] = ALL,
    *,
    write: Callable[[Series], str] = by_rules,
    name: Callable[[str], str] = unnamed,
) -> list[str]:
    """Which series are read otherwise than they are."""
    found = reader([name(write(series)) for series, _shown in asked], folder)
    return [series.uid for (series, shown), seen in zip(asked, found, strict=True) if seen != shown]


def test_there_are_as_many_as_is_said_and_they_go_over_both_changes_of_the_clocks():
    assert len(ALL) == 48
    for series, shown in RULED:
        ahead = [at.astimezone(ZoneInfo(series.zone)).utcoffset() for at, _status in shown]
        changes = sum(one != other for one, other in pairwise(ahead))
        assert changes >= (1 if "left" in series.uid else 2), series.uid


@pytest.mark.parametrize(
    ("reader", "asked"),
    [
        (readers.by_icalendar, ALL),
        (readers.by_ical_js, ALL),
        (readers.by_vobject, ALL),
        (readers.by_khal, ONE_EACH),  # all of them in the long form: it takes its time
    ],
)
def test_no_program_reads_a_date_at_another_time(
    reader: Reader, asked: list[tuple[Series, Shown]], tmp_path: Path
):
    assert not wrong(reader, tmp_path, asked)


@pytest.mark.deep
@pytest.mark.parametrize("name", [named, unnamed])
@pytest.mark.parametrize(
    "reader", [readers.by_icalendar, readers.by_ical_js, readers.by_vobject, readers.by_khal]
)
def test_no_program_reads_a_date_at_another_time_whether_or_not_it_knows_the_zone(
    reader: Reader, name: Callable[[str], str], tmp_path: Path
):
    assert not wrong(reader, tmp_path, name=name)


def test_what_outlook_is_said_to_read_is_enough_where_a_zone_has_a_rule(tmp_path: Path):
    assert not wrong(readers.by_outlook, tmp_path, RULED)


@pytest.mark.parametrize("reader", [readers.by_ical_js, readers.by_vobject])
def test_control_the_old_form_is_read_wrongly(reader: Reader, tmp_path: Path):
    assert len(wrong(reader, tmp_path, RULED, write=by_lists)) >= 12


def test_control_outlook_is_said_not_to_read_the_old_form(tmp_path: Path):
    with pytest.raises((KeyError, ValueError)):
        wrong(readers.by_outlook, tmp_path, RULED, write=by_lists)


def an_hour_off(series: Series) -> str:
    return re.sub(
        r"(TZOFFSETTO:[+-])(\d\d)", lambda m: f"{m[1]}{int(m[2]) + 1:02}", by_rules(series)
    )


@pytest.mark.parametrize(
    "reader", [readers.by_icalendar, pytest.param(readers.by_khal, marks=pytest.mark.deep)]
)
def test_control_an_hour_off_is_noticed(reader: Reader, tmp_path: Path):
    assert len(wrong(reader, tmp_path, ONE_EACH, write=an_hour_off)) == len(ONE_EACH)


def test_control_a_series_that_misses_a_date_is_noticed(tmp_path: Path):
    def without_one(series: Series) -> str:
        return by_rules(replace(series, left_out=()))

    found = wrong(readers.by_icalendar, tmp_path, ONE_EACH, write=without_one)
    assert len(found) == len(ONE_EACH)
