"""Calendar programs from elsewhere, as functions: texts in, and for each text its dates (UTC) out.

Where one is missing, its tests are skipped and say so.
"""

from __future__ import annotations

import atexit
import calendar
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import icalendar
import pytest
import vobject

from tests.schedule.making import read_by_others

ICAL_JS = "ical.js@2.2.1"
SCRIPT = Path(__file__).with_name("read_icaljs.mjs")
KHAL_SAYS = """[calendars]
[[all]]
path = {folder}/calendars
type = calendar
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
"""

Shown = list[tuple[datetime, str]]
Reader = Callable[[Sequence[str], Path], list[Shown]]


def by_icalendar(texts: Sequence[str], folder: Path) -> list[Shown]:
    """icalendar with recurring-ical-events, in Python."""
    return [read_by_others(text) for text in texts]


@cache
def _ical_js() -> str:
    """The folder where it is; "" where it cannot be had. Gone when the tests are over."""
    npm = shutil.which("npm")
    if not npm or not shutil.which("node"):
        return ""
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    got = subprocess.run(
        [
            npm,
            "install",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            "--prefix",
            folder,
            ICAL_JS,
        ],
        capture_output=True,
        check=False,
    )
    return "" if got.returncode else folder


def by_ical_js(texts: Sequence[str], folder: Path) -> list[Shown]:
    """ical.js, in JavaScript: Thunderbird's."""
    there = _ical_js()
    if not there:
        pytest.skip("Node is missing, or npm cannot install ical.js: nothing was read with it.")
    done = subprocess.run(
        ["node", SCRIPT, there], input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    return [
        sorted((datetime.fromtimestamp(at, UTC), status) for at, status in dates)
        for dates in json.loads(done.stdout)
    ]


def by_vobject(texts: Sequence[str], folder: Path) -> list[Shown]:
    """vobject, in Python, which leaves zones to dateutil."""
    return [_seen_by_vobject(text) for text in texts]


def _seen_by_vobject(text: str) -> Shown:
    events = vobject.readOne(text).vevent_list
    [series] = [one for one in events if not hasattr(one, "recurrence_id")]
    others = {_utc(one.recurrence_id.value): one for one in events if one is not series}
    found = [(_utc(at), series.status.value) for at in series.getrruleset(addRDate=True)]
    found = [(at, status) for at, status in found if at not in others]
    return sorted(found + [(_utc(one.dtstart.value), one.status.value) for one in others.values()])


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


def by_khal(texts: Sequence[str], folder: Path) -> list[Shown]:
    """khal, a program for the terminal, asked as anybody would ask it."""
    (folder / "calendars").mkdir()
    for each, text in enumerate(texts):
        own = re.sub("SUMMARY:.*\r", f"SUMMARY:{each}\r", text)
        own = re.sub("UID:", f"UID:{each}-", own)
        (folder / "calendars" / f"{each}.ics").write_bytes(own.encode())
    (folder / "config").write_text(KHAL_SAYS.format(folder=folder))
    khal = Path(sys.executable).with_name("khal")
    done = subprocess.run(
        [khal, "-c", folder / "config", "list", "--day-format", "", "--format",
         "{start-long}|{title}|{status}", "2025-12-01", "700d"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: list[set[tuple[datetime, str]]] = [set() for _text in texts]
    for line in done.stdout.splitlines():
        at, number, status = line.split("|")
        found[int(number)].add((datetime.fromisoformat(at).replace(tzinfo=UTC), status.strip()))
    return [sorted(dates) for dates in found]


def by_outlook(texts: Sequence[str], folder: Path) -> list[Shown]:
    """Not Outlook, which cannot be run here: what Microsoft's specifications say that it reads.

    [MS-STANOICAL] 2.2.47 and [MS-OXCICAL] 2.1.3.1.1.19: of a zone TZID, DTSTART, RRULE and the two
    offsets, as one yearly change there and one back, each on one weekday of a month. The events are
    then repeated on the wall, by icalendar.
    """
    return [_seen_by_outlook(text) for text in texts]


def _seen_by_outlook(text: str) -> Shown:
    [zone] = icalendar.Calendar.from_ical(text).walk("VTIMEZONE")
    floating = re.sub(r";TZID=[^:]+:(\d{8}T\d{6})", r":\1Z", text)
    floating = re.sub(r"UNTIL=(\d{8})T\d{6}Z;?(?=.*BYDAY=\w*TU)", r"UNTIL=\1T235959Z;", floating)
    walls = [(at.replace(tzinfo=None), status) for at, status in read_by_others(floating)]
    return sorted(((at - _ahead(zone, at)).replace(tzinfo=UTC), status) for at, status in walls)


def _ahead(zone: Any, wall: datetime) -> timedelta:
    [standard] = zone.walk("STANDARD")
    found = zone.walk("DAYLIGHT")
    if not found:
        return timedelta(seconds=standard.TZOFFSETTO.total_seconds())
    [daylight] = found
    spring, autumn = _onset(daylight, wall.year), _onset(standard, wall.year)
    is_summer = spring <= wall < autumn if spring < autumn else not autumn <= wall < spring
    return timedelta(seconds=(daylight if is_summer else standard).TZOFFSETTO.total_seconds())


def _onset(part: Any, year: int) -> datetime:
    rule = part["RRULE"]
    assert rule["FREQ"] == ["YEARLY"]
    [month], [day] = rule["BYMONTH"], rule["BYDAY"]
    number, weekday = re.fullmatch(r"(-?\d)(\w\w)", str(day)).groups()  # type: ignore[union-attr]
    days = [
        one
        for one in calendar.Calendar().itermonthdates(year, int(month))
        if one.month == int(month) and f"{one:%a}".upper()[:2] == weekday
    ]
    on = days[int(number) - 1 if int(number) > 0 else -1]
    return datetime.combine(on, part.DTSTART.time())
