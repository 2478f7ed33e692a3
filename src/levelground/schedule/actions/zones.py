"""Dates follow the clocks on the wall: when a country changes the rules of its clocks, so do they."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from levelground.core.schedule import instant
from levelground.runtime import clock
from levelground.schedule.actions.letters import tell_of_schedule
from levelground.schedule.models import LOBBY, Coming, Date, Reminder, Schedule


def follow_zone_data() -> int:
    """Work out again what was worked out by other zone data. Returns how many dates are elsewhere.

    Done twice, or half, it does no harm: each schedule remembers by which data it is right.
    """
    now = clock.now()
    behind = Schedule.objects.filter(ended_at=None).exclude(zone_data=settings.ZONE_DATA)
    return sum(_work_out(pk, now) for pk in behind.values_list("pk", flat=True))


@transaction.atomic
def _work_out(pk: int, now: datetime) -> int:
    """One letter to each member, however many dates it is. What people moved stays where it is."""
    schedule = Schedule.objects.select_for_update().get(pk=pk)
    if schedule.ended_at is not None or schedule.zone_data == settings.ZONE_DATA:
        return 0
    moved = []
    to_come = schedule.dates.to_come(now + LOBBY)  # the session of one before may be open
    for date in to_come.filter(moved_at=None).order_by("on"):
        wall = datetime.combine(date.on, schedule.time)
        at = instant(wall, schedule.zone_info).at
        if at != date.starts_at and at > now:
            date.starts_at = at
            moved.append(date)
    schedule.zone_data = settings.ZONE_DATA
    schedule.sequence += bool(moved)
    schedule.save(update_fields=["zone_data", "sequence"])
    if moved:
        _move(schedule, moved)
    return len(moved)


def _move(schedule: Schedule, moved: list[Date]) -> None:
    """On the group's wall it is the same hour. Members with another are asked again."""
    Date.objects.bulk_update(moved, ["starts_at"])
    for date in moved:  # who has been reminded knows of it: the letter says when it is now
        Reminder.objects.filter(date=date).update(starts_at=date.starts_at)
    elsewhere = Coming.objects.filter(date__in=moved)
    elsewhere.exclude(member__person__time_zone=schedule.zone).delete()
    first = next((date for date in moved if date.cancelled_at is None), None)
    if first is not None:
        tell_of_schedule(schedule, template="schedule/mail/clocks.txt", first=first)
