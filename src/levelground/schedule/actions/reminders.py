"""Reminders: a week and a day before, to those who have not said that they stay away."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from levelground.runtime import clock
from levelground.schedule.actions.letters import tell_one
from levelground.schedule.models import Date, FreeWeek, Reminder, Schedule
from levelground.schedule.queries.dates import Due, attendance, due

REMINDED = timedelta(days=120)  # that somebody was
REMEMBERED = timedelta(days=730)  # who said that they come when
PAINTED = timedelta(days=90)  # a week, where no time was found by then


def remind() -> int:
    """Write the reminders that are due. Returns how many. Done twice, or half, it does no harm."""
    now = clock.now()
    return sum(_remind_one(one, now) for one in due(now))


def forget_past(at: datetime) -> int:
    """Delete what need not be known any longer. Returns how many dates that were."""
    Reminder.objects.filter(starts_at__lt=at - REMINDED).delete()
    FreeWeek.objects.filter(at__lt=at - PAINTED).delete()
    gone = Date.objects.filter(starts_at__lt=at - REMEMBERED).delete()[1]
    Schedule.objects.filter(ended_at__lt=at - REMEMBERED, dates=None).delete()
    return gone.get(Date._meta.label, 0)


@transaction.atomic
def _remind_one(one: Due, now: datetime) -> bool:
    """The letter and the note that it was written: both or neither."""
    _noted, is_new = Reminder.objects.get_or_create(
        date=one.date,
        member=one.member,
        kind=one.kind,
        starts_at=one.date.starts_at,
        defaults={"at": now},
    )
    if is_new:
        tell_one(
            one.member,
            one.date,
            template="schedule/mail/reminder.txt",
            kind="reminder",
            is_short=attendance(one.date).is_short,
        )
    return is_new
