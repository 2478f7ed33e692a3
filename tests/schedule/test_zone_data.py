"""Whose zone data count, and what becomes of dates when a country changes the rules of its clocks.

British Columbia and Alberta stay on summer time from 2026 on, Morocco on winter time: the machine's
data often do not know it yet.
"""

from __future__ import annotations

import subprocess
import sys
import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import tzdata
from django.conf import settings
from django.core import mail

from levelground import zones
from levelground.config import checks
from levelground.core.schedule import Rhythm, instant
from levelground.schedule.actions import answer, cancel_date, follow_zone_data, move_date
from levelground.schedule.models import Coming, Date, Reminder, Schedule
from tests.make import Cast, make_dates
from tests.schedule.making import (
    at,
    calendar_in,
    letters_to,
    live_in,
    nth_date,
    place_of,
    read_by_others,
)

VANCOUVER = "America/Vancouver"
HOUR = timedelta(hours=1)


# Whose data count


def test_it_is_the_packages_here():
    assert zoneinfo.TZPATH == ()
    assert settings.ZONE_DATA == tzdata.IANA_VERSION
    wall = datetime(2026, 12, 8, 19)  # noqa: DTZ001  Vancouver's
    assert instant(wall, ZoneInfo(VANCOUVER)).at == datetime(2026, 12, 9, 2, tzinfo=UTC)


OFFSET = "from zoneinfo import ZoneInfo; from datetime import datetime; print(datetime(2026, 12, 8, tzinfo=ZoneInfo('America/Vancouver')).utcoffset().total_seconds() / 3600)"


@pytest.mark.parametrize(
    ("begins_with", "hours"),
    [
        (
            "import levelground.formation.domain.search_worker;",
            -7.0,
        ),  # the search, which knows no settings
        pytest.param("", 1.0, id="control: without us it is what the machine has"),
    ],
)
def test_it_is_the_packages_in_every_process_whatever_the_machine_has(
    tmp_path: Path, begins_with: str, hours: float
):
    """A machine whose Vancouver is where Berlin is."""
    (tmp_path / "America").mkdir()
    table = files("tzdata") / "zoneinfo" / "Europe" / "Berlin"
    (tmp_path / "America" / "Vancouver").write_bytes(table.read_bytes())
    done = subprocess.run(
        [sys.executable, "-c", begins_with + OFFSET],
        env={"PYTHONTZPATH": str(tmp_path), "PYTHONPATH": "src"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert float(done.stdout) == hours


@pytest.mark.parametrize(
    ("machine", "found"),
    [("2025b", "levelground.I020"), ("2099a", "levelground.W021"), (zones.ZONE_DATA, ""), ("", "")],
)
def test_check_says_which_count_where_the_machine_has_others(
    monkeypatch: pytest.MonkeyPatch, machine: str, found: str
):
    for module in (zones, checks):
        monkeypatch.setattr(module, "machine_version", lambda: machine)
    said = [*checks.zones(None), *checks.older_zones(None)]

    assert [one.id for one in said] == ([found] if found else [])
    for one in said:
        assert zones.ZONE_DATA in one.msg
        assert machine in one.msg
        assert one.hint


def test_the_machines_version_is_read_where_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "tzdata.zi").write_text("# version 2031c\n# redo posix_only\n")
    monkeypatch.setattr("sysconfig.get_config_var", lambda _name: f"/nowhere:{tmp_path}")
    assert zones.machine_version() == "2031c"

    (tmp_path / "tzdata.zi").write_text("R A 1916 o - Jun 14 23s 1 S\n")
    assert zones.machine_version() == ""


# What becomes of dates


@pytest.fixture
def by_old_data(cast: Cast) -> Cast:
    """Every second Tuesday at seven in Vancouver, as it was worked out before 2026: with a winter."""
    live_in(cast.ada, VANCOUVER)
    live_in(cast.ben, "Pacific/Auckland")
    make_dates(cast.group, zone=VANCOUVER, rhythm=Rhythm.FORTNIGHTLY, first=date(2026, 9, 1))
    for one in Date.objects.filter(on__gt=date(2026, 11, 1), on__lt=date(2027, 3, 14)):
        Date.objects.filter(pk=one.pk).update(starts_at=one.starts_at + HOUR)
    Schedule.objects.update(zone_data="2025b")
    mail.outbox.clear()
    return cast


def walls() -> set[time]:
    return {one.starts_at.astimezone(ZoneInfo(VANCOUVER)).time() for one in Date.objects.all()}


def test_dates_are_worked_out_anew_and_everybody_gets_them_in_one_letter(by_old_data: Cast):
    assert walls() == {time(19), time(20)}, "what the old data make of it"
    assert follow_zone_data() == 9

    assert walls() == {time(19)}
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(
        one.email for one in (by_old_data.ada, by_old_data.ben, by_old_data.cai)
    )
    [letter] = letters_to(by_old_data.ben)
    assert "The clock rules in America/Vancouver have changed." in letter.body
    assert "Wednesday 11 November 2026, 15:00 (Pacific/Auckland)" in letter.body
    text = calendar_in(letter)
    assert "SEQUENCE:1" in text
    assert [when for when, _status in read_by_others(text)] == list(
        Date.objects.order_by("starts_at").values_list("starts_at", flat=True)
    )


def test_it_is_done_once(by_old_data: Cast):
    follow_zone_data()
    mail.outbox.clear()

    assert follow_zone_data() == 0
    assert not mail.outbox
    assert Schedule.objects.get().zone_data == settings.ZONE_DATA


def test_new_data_that_change_nothing_for_a_group_are_nobodys_letter(dated: Cast):
    Schedule.objects.update(zone_data="")

    assert follow_zone_data() == 0
    assert not mail.outbox
    assert Schedule.objects.get().sequence == 0


def test_new_dates_are_made_by_the_data_that_count(dated: Cast):
    assert Schedule.objects.get().zone_data == settings.ZONE_DATA


def test_what_people_moved_and_what_is_over_stay(by_old_data: Cast):
    moved = nth_date(by_old_data.group, 8)
    to = moved.starts_at + timedelta(days=1)
    move_date(date=moved, starts_at=to)
    before = list(Date.objects.filter(on__lt=date(2026, 12, 1)).values_list("pk", "starts_at"))
    with at("2026-12-01T00:00"):
        follow_zone_data()

    assert (
        list(Date.objects.filter(on__lt=date(2026, 12, 1)).values_list("pk", "starts_at")) == before
    )
    assert Date.objects.get(pk=moved.pk).starts_at == to


def test_who_has_another_clock_is_asked_again_and_nobody_is_reminded_twice(by_old_data: Cast):
    group = by_old_data.group
    date_ = nth_date(group, 6)
    for person in (by_old_data.ada, by_old_data.ben):
        member = place_of(person, group)
        answer(date=date_, member=member, is_coming=True)
        Reminder.objects.create(
            date=date_, member=member, kind="week", starts_at=date_.starts_at, at=date_.starts_at
        )
    follow_zone_data()

    assert [one.member.person for one in Coming.objects.all()] == [by_old_data.ada]
    assert set(Reminder.objects.values_list("starts_at", flat=True)) == {
        Date.objects.get(pk=date_.pk).starts_at
    }


def test_dates_that_are_all_off_are_put_right_without_a_letter(by_old_data: Cast):
    for one in Date.objects.filter(on__gt=date(2026, 11, 1), on__lt=date(2027, 3, 14)):
        cancel_date(date=one)
    mail.outbox.clear()

    assert follow_zone_data() == 9
    assert not mail.outbox
