"""What a VTIMEZONE says of a zone is what its clocks show: for every zone there is.

It is read here as RFC 5545 has it (3.6.5): the onset is a time of the wall as it was until then, and
of all onsets that are over the latest one counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

import pytest
from dateutil.rrule import rrulestr

from levelground.core.schedule import Observance, observances

A_YEAR = datetime(2026, 3, 3, tzinfo=UTC), datetime(2027, 3, 3, tzinfo=UTC)
WHENEVER = [
    A_YEAR,
    (datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC)),
    (datetime(2026, 11, 30, tzinfo=UTC), datetime(2028, 1, 10, tzinfo=UTC)),
    (datetime(2030, 7, 1, tzinfo=UTC), datetime(2031, 7, 1, tzinfo=UTC)),
]
SOME = (
    "Pacific/Auckland", "Pacific/Chatham", "Australia/Lord_Howe", "America/Santiago", "America/New_York",
    "America/Vancouver", "America/Nuuk", "America/Havana", "Europe/Dublin", "Europe/London",
    "Africa/Casablanca", "Africa/Cairo", "Africa/Abidjan", "Asia/Jerusalem", "Asia/Gaza", "Asia/Kolkata",
    "Asia/Almaty", "Antarctica/Troll", "UTC",
)  # fmt: skip
CUBA = "America/Havana"  # leaves its clocks alone from March 2026 to November 2027
ALL = sorted(available_timezones())


def onsets(one: Observance, last: datetime) -> Iterator[datetime]:
    """When it begins (UTC), each time, as a reader of the RRULE works it out."""
    if one.yearly is None:
        yield (one.starts - one.before).replace(tzinfo=UTC)
        return
    rule = ";".join(f"{key}={value}" for key, value in one.yearly.pattern.items())
    for wall in rrulestr(rule, dtstart=one.starts):
        at = (wall - one.before).replace(tzinfo=UTC)
        if at > (one.until or last):
            return
        yield at


def wrong_hours(zone: str, said: tuple[Observance, ...], first: datetime, last: datetime) -> int:
    """How many hours of this time are read otherwise than the clocks show them."""
    there = ZoneInfo(zone)
    changes = sorted(
        (at, one.after)
        for one in said
        for at in onsets(one, last + timedelta(days=1))
    )  # fmt: skip
    found, at = 0, first
    while at <= last:
        ahead = [after for since, after in changes if since <= at][-1]
        found += ahead != at.astimezone(there).utcoffset()
        at += timedelta(hours=1)
    return found


@pytest.mark.parametrize("zone", SOME)
def test_it_is_what_the_clocks_show(zone: str):
    assert not wrong_hours(zone, observances(ZoneInfo(zone), *A_YEAR), *A_YEAR)


@pytest.mark.deep
@pytest.mark.parametrize("when", WHENEVER)
def test_it_is_so_in_every_zone_there_is(when: tuple[datetime, datetime]):
    assert len(ALL) > 590
    wrong = [zone for zone in ALL if wrong_hours(zone, observances(ZoneInfo(zone), *when), *when)]
    assert not wrong


def footer(zone: str) -> str:
    """The rule for all time to come, as the table of the zone itself ends with it."""
    table = (files("tzdata") / "zoneinfo").joinpath(*zone.split("/")).read_bytes()
    return table.rsplit(b"\n", 2)[1].decode()


@pytest.mark.parametrize("zone", [zone for zone in SOME if zone != CUBA])
def test_a_rule_is_the_one_at_the_end_of_the_table(zone: str):
    """Where that can be said as one weekday of a month: a time within the day, or its end."""
    written = re.findall(r",M(\d+)\.(\d)\.(\d)(?:/(-?\d+))?", footer(zone))
    sayable = {
        (int(month), -1 if week == "5" else int(week), (int(day) - 1) % 7)
        for month, week, day, hour in written
        if 0 <= int(hour or 2) <= 24
    }
    rules = [one.yearly for one in observances(ZoneInfo(zone), *A_YEAR) if not one.until]
    assert {(one.month, one.week, one.weekday) for one in rules if one} == sayable


def test_the_onset_is_said_on_the_wall_as_it_was_until_then():
    """An hour later, as we had it, is a time that no clock shows in that night."""
    daylight, standard = observances(ZoneInfo("Europe/Berlin"), *A_YEAR)

    assert (daylight.starts.hour, daylight.before) == (2, timedelta(hours=1))
    assert (standard.starts.hour, standard.before) == (3, timedelta(hours=2))


def test_ireland_saves_daylight_in_summer_whatever_its_law_calls_it():
    said = observances(ZoneInfo("Europe/Dublin"), *A_YEAR)

    assert [(one.is_daylight, one.starts.month) for one in said] == [(True, 3), (False, 10)]


def test_a_zone_that_leaves_out_a_winter_has_single_days_until_its_rule_holds_again():
    said = observances(ZoneInfo(CUBA), *A_YEAR)

    assert [one.starts.year for one in said] == [2025, 2026, 2027, 2028]
    assert not any(one.yearly for one in said)


def test_a_zone_that_changes_its_clocks_no_more_has_no_rule():
    after = datetime(2026, 11, 1, tzinfo=UTC), datetime(2027, 10, 31, tzinfo=UTC)
    [one] = observances(ZoneInfo("America/Vancouver"), *after)

    assert (one.after, one.is_daylight, one.yearly) == (timedelta(hours=-7), False, None)


def test_there_is_always_a_standard_part_and_none_contradicts_another():
    for zone in SOME:
        said = observances(ZoneInfo(zone), *A_YEAR)
        assert any(not one.is_daylight for one in said), zone
        assert len({one.starts for one in said}) == len(said), zone


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "Africa/Casablanca", "Asia/Jerusalem"])
def test_control_a_rule_that_is_wrong_by_an_hour_or_a_week_is_noticed(zone: str):
    said = observances(ZoneInfo(zone), *A_YEAR)
    hour = timedelta(hours=1)
    late = tuple(replace(one, before=one.before - hour) for one in said)
    far = tuple(replace(one, after=one.after + hour) for one in said)

    for wrong in (late, far):
        assert wrong_hours(zone, wrong, *A_YEAR)
    if said[-1].yearly:
        other = replace(said[-1], yearly=replace(said[-1].yearly, week=2))
        assert wrong_hours(zone, (*said[:-1], other), *A_YEAR)
