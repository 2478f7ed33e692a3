"""What three people see in their calendar programs: from the letters alone, and from the feed.

Must show of the schedule: the right time on the walls of Auckland, Berlin and New York, across both
changes of a year. What is right is worked out here from the nights in which the clocks are changed,
as governments announced them: neither our arithmetic nor a table of zones has a part in it.

The program is icalendar with recurring-ical-events. It is asked twice: once it knows the zone by
its name, once the name says nothing to it and it has only the VTIMEZONE that came along.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from django.test import Client

from levelground.accounts.models import Person
from levelground.core.schedule import Rhythm
from levelground.groups.actions.groups import leave_group
from levelground.schedule.actions import cancel_date, end_schedule, move_date
from tests.make import Cast, make_dates, signed_in
from tests.schedule.making import at, calendar_in, letters_to, nth_date, place_of

Shown = list[tuple[datetime, str]]  # the time on a wall; CONFIRMED or CANCELLED

AUCKLAND, BERLIN, NEW_YORK = "Pacific/Auckland", "Europe/Berlin", "America/New_York"
CLOCKS = {  # from which moment on (UTC) a wall is how many hours ahead
    AUCKLAND: [("2025-09-27T14", 13), ("2026-04-04T14", 12), ("2026-09-26T14", 13)],
    BERLIN: [("2025-10-26T01", 1), ("2026-03-29T01", 2), ("2026-10-25T01", 1)],
    NEW_YORK: [("2025-11-02T06", -5), ("2026-03-08T07", -4), ("2026-11-01T06", -5)],
}
SEVEN = time(19)
FIRST = date(2026, 3, 3)  # a Tuesday, the first one of its month; NOW is the day before
TUESDAYS = [FIRST + timedelta(weeks=week) for week in range(53)]  # the last: 2 March 2027
DAYS = {Rhythm.WEEKLY: TUESDAYS, Rhythm.MONTHLY: [day for day in TUESDAYS if day.day <= 7]}
CASES = [
    pytest.param(zone, rhythm, by_name, id=f"{zone}-{rhythm}-{'name' if by_name else 'vtimezone'}")
    for zone in CLOCKS
    for rhythm in DAYS
    for by_name in (True, False)
]


def ahead(zone: str, at: datetime) -> timedelta:
    """How far a wall is ahead of UTC at this moment of UTC."""
    hours = [hours for since, hours in CLOCKS[zone] if datetime.fromisoformat(f"{since}:00") <= at]
    return timedelta(hours=hours[-1])


def in_utc(wall: datetime, zone: str) -> datetime:
    [found] = {
        wall - timedelta(hours=hours)
        for _since, hours in CLOCKS[zone]
        if ahead(zone, wall - timedelta(hours=hours)) == timedelta(hours=hours)
    }
    return found


def expected(reader: str, zone: str, rhythm: Rhythm = Rhythm.WEEKLY) -> Shown:
    """What the wall of a reader shows when it is seven in the evening in this zone."""
    instants = [in_utc(datetime.combine(day, SEVEN), zone) for day in DAYS[rhythm]]
    return [(at + ahead(reader, at), "CONFIRMED") for at in instants]


@dataclass
class Program:
    """A calendar program. It keeps what letters say, as RFC 5546 has it."""

    by_name: bool = True
    events: dict[tuple[str, str], Any] = field(default_factory=dict)  # by UID and RECURRENCE-ID

    def take(self, text: str) -> Program:
        if not self.by_name:  # a new name each time: the library remembers zones by theirs
            text = re.sub(r"(TZID[=:])([\w/]+)", rf"\1\2-{uuid.uuid4()}", text)
        found = icalendar.Calendar.from_ical(text)
        for event in found.walk("VEVENT"):
            self._keep(event, is_off=found.get("METHOD") == "CANCEL")
        return self

    def _keep(self, event: Any, *, is_off: bool) -> None:
        uid, number = str(event["UID"]), int(event["SEQUENCE"])
        which = event["RECURRENCE-ID"].to_ical().decode() if "RECURRENCE-ID" in event else ""
        before = self.events.get((uid, which))
        if before is not None and before["SEQUENCE"] > number:
            return  # an old letter that arrives late
        if is_off and not which:
            self.events = {key: one for key, one in self.events.items() if key[0] != uid}
        else:
            self.events[uid, which] = event

    def shows(self, reader: str) -> Shown:
        calendar = icalendar.Calendar()
        for event in self.events.values():
            calendar.add_component(event)
        there = ZoneInfo(reader)
        return sorted(
            (event["DTSTART"].dt.astimezone(there).replace(tzinfo=None), str(event["STATUS"]))
            for event in recurring_ical_events.of(calendar).between(date(2026, 1, 1), date(2028, 1, 1))
        )  # fmt: skip


def fetched(person: Person) -> str:
    """What the secret feed of a person serves to whoever has its address."""
    found = re.search(r"(/calendar/[\w-]+\.ics)", signed_in(person).post("/calendar/").text)
    assert found
    return Client().get(found[1]).text


def last_calendar_to(person: Person) -> str:
    return calendar_in(letters_to(person)[-1])


@pytest.mark.parametrize(("zone", "rhythm", "by_name"), CASES)
def test_the_letter_and_the_feed_show_the_right_time_on_every_wall_all_year(
    cast: Cast, zone: str, rhythm: Rhythm, by_name: bool
):
    make_dates(cast.group, zone=zone, rhythm=rhythm, first=FIRST)

    for text in (last_calendar_to(cast.ada), fetched(cast.ada)):
        for reader in CLOCKS:
            assert Program(by_name).take(text).shows(reader) == expected(reader, zone, rhythm)


def test_what_is_expected_is_what_people_would_say():
    """The table above is itself checked by hand: seven in Auckland, on three walls."""
    berlin, new_york = dict(expected(BERLIN, AUCKLAND)), dict(expected(NEW_YORK, AUCKLAND))

    assert len(expected(BERLIN, AUCKLAND)) == 53
    for said in ("2026-03-24T07", "2026-03-31T08", "2026-04-07T09", "2026-09-29T08"):
        assert datetime.fromisoformat(f"{said}:00") in berlin, said
    for said in ("2026-03-03T01", "2026-03-10T02", "2026-04-07T03", "2026-11-03T01"):
        assert datetime.fromisoformat(f"{said}:00") in new_york, said


@pytest.mark.parametrize("zone", CLOCKS)
def test_every_zone_that_is_named_comes_along_once(cast: Cast, zone: str):
    make_dates(cast.group, zone=zone, first=FIRST)
    for text in (last_calendar_to(cast.ada), fetched(cast.ada)):
        assert re.findall(r"TZID:(\S+)", text) == [zone]
        assert set(re.findall(r"TZID=([^:;]+)", text)) == {zone}


@pytest.mark.parametrize(
    ("right", "wrong", "by_name"),
    [
        ("TZOFFSETTO:+1200", "TZOFFSETTO:+1130", False),
        ("BYDAY=-1SU;BYMONTH=9", "BYDAY=1SU;BYMONTH=10", False),
        ("BYDAY=1SU;BYMONTH=4", "BYDAY=2SU;BYMONTH=4", False),
        ("TZID=Pacific/Auckland:", "TZID=Pacific/Fiji:", True),
        ("DTSTART;TZID=Pacific/Auckland:20260303T190000", "DTSTART:20260303T060000Z", True),
        ("T190000", "T190001", True),
    ],
)
def test_control_a_calendar_that_is_wrong_is_noticed(
    dated_weekly: Cast, right: str, wrong: str, by_name: bool
):
    text = fetched(dated_weekly.ada)
    assert right in text

    shown = Program(by_name).take(text.replace(right, wrong)).shows(BERLIN)

    assert shown != expected(BERLIN, AUCKLAND)


# What becomes of dates


@pytest.fixture
def dated_weekly(cast: Cast) -> Cast:
    make_dates(cast.group, rhythm=Rhythm.WEEKLY, first=FIRST)
    return cast


def all_letters_to(person: Person) -> list[str]:
    return [calendar_in(letter) for letter in letters_to(person)]


@pytest.mark.parametrize("by_name", [True, False])
def test_who_has_only_the_letters_sees_what_the_feed_shows(dated_weekly: Cast, by_name: bool):
    """One date moved over a change of the clocks, one off, one off and on again; in this order."""
    group, ada = dated_weekly.group, dated_weekly.ada
    move_date(date=nth_date(group, 4), starts_at=datetime(2026, 4, 6, 7, tzinfo=UTC))
    cancel_date(date=nth_date(group, 10))
    cancel_date(date=nth_date(group, 20))
    move_date(date=nth_date(group, 20), starts_at=nth_date(group, 20).starts_at)

    program = Program(by_name)
    for text in all_letters_to(ada):
        program.take(text)

    right = [one[0] for one in expected(BERLIN, AUCKLAND)]
    right[4] = datetime(2026, 4, 6, 9)  # noqa: DTZ001  on Berlin's wall
    want = sorted((at, "CANCELLED" if n == 10 else "CONFIRMED") for n, at in enumerate(right))
    assert program.shows(BERLIN) == want
    assert Program(by_name).take(fetched(ada)).shows(BERLIN) == want


def test_one_event_for_ever_and_each_change_has_a_higher_number(dated_weekly: Cast):
    group = dated_weekly.group
    move_date(date=nth_date(group, 4), starts_at=datetime(2026, 4, 6, 7, tzinfo=UTC))
    move_date(date=nth_date(group, 4), starts_at=datetime(2026, 4, 6, 8, tzinfo=UTC))
    cancel_date(date=nth_date(group, 10))
    texts = all_letters_to(dated_weekly.ada)

    assert [re.findall("METHOD:(.*)\r", text) for text in texts] == [
        *[["REQUEST"]] * 3,
        ["CANCEL"],
    ]
    assert [set(re.findall("SEQUENCE:(.*)\r", text)) for text in texts] == [
        {"0"},
        {"1"},
        {"2"},
        {"3"},
    ]
    assert set(re.findall("STATUS:(.*)\r", texts[-1])) == {"CANCELLED"}
    uids = {
        uid
        for text in (*texts, fetched(dated_weekly.ada))
        for uid in re.findall("UID:(.*)\r", text)
    }
    assert len(uids) == 1


def test_an_old_letter_that_arrives_late_changes_nothing(dated_weekly: Cast):
    group = dated_weekly.group
    for hour in (7, 8):
        move_date(date=nth_date(group, 4), starts_at=datetime(2026, 4, 6, hour, tzinfo=UTC))
    made, first, second = all_letters_to(dated_weekly.ada)

    shown = Program().take(made).take(second).take(first).shows(BERLIN)

    assert (datetime(2026, 4, 6, 10), "CONFIRMED") in shown  # noqa: DTZ001  on Berlin's wall
    assert len(shown) == 53


def test_who_leaves_and_a_group_that_ends_have_nothing_ahead(dated_weekly: Cast):
    """And who leaves has a higher number than any calendar knows, so that it takes the dates out."""
    ada, ben = dated_weekly.ada, dated_weekly.ben
    with at("2026-03-02T10:00"):
        leave_group(member=place_of(ben, dated_weekly.group))
        made, left = all_letters_to(ben)
        end_schedule(group=dated_weekly.group)

    assert [re.findall("SEQUENCE:(.*)\r", text) for text in (made, left)] == [["0"], ["1"]]
    for person in (ada, ben):
        program = Program()
        for text in all_letters_to(person):
            program.take(text)
        assert program.shows(BERLIN) == []
        assert "VEVENT" not in fetched(person)
