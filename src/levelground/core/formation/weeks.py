"""Which weekly slots suit whom: compared in UTC on every date of the programme.

A slot is a weekly start on the programme's clock. Somebody can come to it if on each date the
whole meeting lies in their free time on their own clock; where the two clocks change on different
dates, the slot must suit before, between and after.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np

from levelground.core.formation.data import Array
from levelground.core.formation.people import WEEK, Free, Person
from levelground.core.formation.rules import Rules
from levelground.core.words import Sentence
from levelground.core.words import gettext_noop as _

CELL = 5  # minutes: every clock in use is a multiple of this from UTC
CELLS = WEEK // CELL
DAYS = (
    _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"),
)  # fmt: skip


def slots_of(people: Sequence[Person], rules: Rules) -> Array:
    """Who can come when: (people, slots) bool, slot k starting k * slot_step minutes into Monday."""
    length = -(-rules.meeting_minutes // CELL)
    starts = WEEK // rules.slot_step
    can = np.zeros((len(people), starts), dtype=np.bool_)
    rows: dict[tuple[str, tuple[Free, ...]], Array] = {}
    for i, person in enumerate(people):
        zone = person.time_zone or rules.time_zone
        key = (zone, person.free)
        if key not in rows:
            cells, kinds = _clock(
                zone, rules.time_zone, rules.slot_step, rules.starts_on, rules.weeks
            )
            suits = _suits(person.free, length)
            every = np.asarray(suits[cells].all(axis=0), dtype=np.bool_)
            rows[key] = every if kinds else np.zeros(starts, dtype=np.bool_)
        can[i] = rows[key]
    return can


def slot_name(slot: int, rules: Rules) -> str:
    """A slot as people say it: "Tuesday 09:30 (Pacific/Auckland)"."""
    minute = slot * rules.slot_step
    day, rest = divmod(minute, 24 * 60)
    return Sentence(
        "%(day)s %(time)s (%(zone)s)",
        day=Sentence(DAYS[day]),
        time=f"{rest // 60:02}:{rest % 60:02}",
        zone=rules.time_zone,
    )


def _suits(free: Iterable[Free], length: int) -> Array:
    """(CELLS,) bool: a meeting of `length` cells may start here, on the person's own clock."""
    open_ = np.zeros(2 * CELLS + 1, dtype=np.int64)
    for time in free:
        first, last = -(-time.starts // CELL), time.ends // CELL
        if first < last:
            open_[first] += 1
            open_[last] -= 1
    week = open_.cumsum()[: 2 * CELLS] > 0
    week = week[:CELLS] | week[CELLS:]
    twice = np.concatenate([week, week])
    closed = np.concatenate([[0], (~twice).cumsum()])
    start = np.arange(CELLS)
    ends = start + min(length, CELLS)
    return np.asarray(closed[ends] == closed[start])


@cache
def _clock(zone: str, programme: str, step: int, starts_on: date, weeks: int) -> tuple[Array, int]:
    """For every date (rows) and slot (columns) the cell of the person's own week it starts in."""
    here, there = ZoneInfo(zone), ZoneInfo(programme)
    starts = WEEK // step
    shifts: dict[tuple[int, ...], list[int]] = {}
    midnight = datetime(starts_on.year, starts_on.month, starts_on.day)  # noqa: DTZ001 - wall clock
    for slot in range(starts):
        minute = slot * step
        wait = (minute // 1440 - starts_on.weekday()) % 7
        first = midnight + timedelta(days=wait, minutes=minute % 1440)
        seen = set()
        for week in range(weeks):
            at = (first + timedelta(weeks=week)).replace(tzinfo=there)
            own = at.astimezone(UTC).astimezone(here)
            seen.add((own.weekday() * 1440 + own.hour * 60 + own.minute) // CELL)
        shifts.setdefault(tuple(sorted(seen)), []).append(slot)
    most = max((len(cells) for cells in shifts), default=0)
    table = np.zeros((most, starts), dtype=np.int64)
    for cells, slots in shifts.items():
        padded = [*cells, *[cells[0]] * (most - len(cells))]
        table[:, slots] = np.array(padded)[:, None]
    return table, most
