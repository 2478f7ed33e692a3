from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from levelground.accounts.models import Person
from levelground.core.hours import HoursLine
from levelground.reports.models import CHECK_LENGTH, Attendance, Certificate
from levelground.sessions.models import CODE_LETTERS, Session


def attendances_of(person: Person) -> QuerySet[Attendance]:
    """The sessions this person was in. Nobody else's."""
    return Attendance.objects.filter(person=person)


def to_confirm(person: Person) -> QuerySet[Attendance]:
    """Those they have not said anything about yet."""
    return attendances_of(person).filter(confirmed_at=None)


def certificates_of(person: Person) -> QuerySet[Certificate]:
    return Certificate.objects.filter(person=person)


def good_certificate(code: str) -> Certificate | None:
    """What a code stands for, however it was typed; None if there is none, or it was revoked."""
    typed = "".join(letter for letter in code.upper() if letter in CODE_LETTERS)
    if len(typed) != CHECK_LENGTH:
        return None
    return Certificate.objects.filter(code=typed, revoked_at=None).first()


def lines_between(person: Person, first_day: date, last_day: date) -> list[HoursLine]:
    """The hours this person has confirmed, of sessions that ended on these days where they live."""
    confirmed = attendances_of(person).filter(confirmed_at__isnull=False)
    found = [_line(one) for one in confirmed.order_by("ended_at", "pk")]
    return [line for line in found if first_day <= line.day <= last_day]


def lines_of(certificate: Certificate) -> list[HoursLine]:
    """The sessions that were printed."""
    return [
        HoursLine(**line | {"day": date.fromisoformat(line["day"])}) for line in certificate.lines
    ]


def as_kept(line: HoursLine) -> dict[str, object]:
    return asdict(line) | {"day": line.day.isoformat()}


def not_summed_up() -> QuerySet[Session]:
    """Sessions that are over and have not been counted, oldest first."""
    return Session.objects.over().filter(summary=None).order_by("closed_at")


def long_unconfirmed(at: datetime, kept: timedelta) -> QuerySet[Attendance]:
    return Attendance.objects.filter(confirmed_at=None, ended_at__lte=at - kept)


def _line(one: Attendance) -> HoursLine:
    return HoursLine(
        day=timezone.localdate(one.ended_at),
        minutes=one.minutes,
        people=one.people,
        has_equity=one.has_equity,
        is_counted=one.minutes == one.counted,
    )
