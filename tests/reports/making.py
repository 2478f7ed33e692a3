"""Sessions that are over and certificates, for tests of reports."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from levelground.accounts.models import Person
from levelground.groups.models import Group
from levelground.live import clock
from levelground.reports.actions import confirm_hours, make_certificate
from levelground.reports.models import Attendance, Certificate
from levelground.sessions.models import Session


def make_held(group: Group, *, ended_at: datetime | None = None, minutes: int = 90) -> Session:
    """A session that is over, without a story."""
    at = ended_at or clock.now()
    began = at - timedelta(minutes=minutes)
    return Session.objects.create(
        group=group, starts_at=began, minutes=minutes, opened_at=began, closed_at=at
    )


def make_attendance(
    person: Person,
    *,
    session: Session | None = None,
    ended_at: datetime | None = None,
    minutes: int = 85,
    people: int = 4,
) -> Attendance:
    return Attendance.objects.create(
        person=person,
        session=session,
        ended_at=ended_at or clock.now(),
        counted=minutes,
        minutes=minutes,
        people=people,
    )


def make_certificate_of(
    person: Person, *, name: str = "Dr Ada Example", first_day: date | None = None
) -> Certificate:
    """One session of 85 minutes, confirmed and printed."""
    attendance = make_attendance(person)
    confirm_hours(person=person, said={attendance.pk: (85, True)})
    today = timezone.localdate(clock.now())
    return make_certificate(
        person=person,
        name=name,
        first_day=first_day or today.replace(month=1, day=1),
        last_day=today,
    )
