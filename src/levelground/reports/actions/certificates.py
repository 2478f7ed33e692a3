"""Counting sessions that are over; hours that their people confirm; certificates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from levelground.accounts.models import Person
from levelground.core.review.rhythm import REVIEWS
from levelground.groups.models import Member
from levelground.reports.models import Attendance, Certificate, Summary
from levelground.reports.queries.certificates import (
    as_kept,
    attendances_of,
    lines_between,
    long_unconfirmed,
    not_summed_up,
)
from levelground.runtime import clock
from levelground.sessions.actions.sessions import REMEMBERED
from levelground.sessions.domain.broken import left_out_if_broken
from levelground.sessions.models import Session
from levelground.sessions.queries.sessions import presence_in

AT_A_TIME = 100


class NothingToCertify(Exception):
    """The message is for whoever asked."""


def sum_up() -> int:
    """Count some of the sessions that are over. Returns how many; 0: all that can be read are."""
    counted = 0
    for session in not_summed_up()[:AT_A_TIME]:
        with left_out_if_broken(session.pk, "The sum"):
            sum_up_session(session=session)
            counted += 1
    return counted


@transaction.atomic
def sum_up_session(*, session: Session) -> None:
    """What one session comes to, and for each who was there how long. Done again, it does nothing."""
    if session.closed_at is None or Summary.objects.filter(session=session).exists():
        return
    found = presence_in(session)
    minutes = dict(found.minutes) if found else {}
    Summary.objects.create(
        session=session,
        group_id=session.group_id,
        closed_at=session.closed_at,
        people=len(minutes),
        minutes=sum(minutes.values()),
        is_review=bool(found and found.processes & REVIEWS),
    )
    people = Member.objects.filter(group=session.group_id, person__is_active=True)
    for pk, person_id in people.values_list("pk", "person"):
        if (there := minutes.get(str(pk), 0)) > 0:
            Attendance.objects.get_or_create(
                person_id=person_id,
                session=session,
                defaults={
                    "ended_at": session.closed_at,
                    "counted": there,
                    "minutes": there,
                    "people": len(minutes),
                },
            )


@transaction.atomic
def confirm_hours(*, person: Person, confirmed: Mapping[int, tuple[int, bool]]) -> None:
    """What somebody says of sessions of theirs: minutes, and whether equity was part of it.

    No minutes: they were not there, and nothing is kept.
    """
    for one in attendances_of(person).filter(pk__in=confirmed).select_for_update():
        one.minutes, one.has_equity = confirmed[one.pk]
        if one.minutes == 0:
            one.delete()
            continue
        one.confirmed_at = one.confirmed_at or clock.now()
        one.save(update_fields=["minutes", "has_equity", "confirmed_at"])


@transaction.atomic
def make_certificate(*, person: Person, name: str, first_day: date, last_day: date) -> Certificate:
    """Print the hours of a time, as they are confirmed now. Raises NothingToCertify."""
    lines = lines_between(person, first_day, last_day)
    if not lines:
        raise NothingToCertify(
            _("You have confirmed no session in this time. Confirm your hours first.")
        )
    return Certificate.objects.create(
        person=person,
        name=name,
        first_day=first_day,
        last_day=last_day,
        lines=[as_kept(line) for line in lines],
        minutes=sum(line.minutes for line in lines),
        made_at=clock.now(),
    )


def revoke_certificate(*, certificate: Certificate) -> None:
    """From now on its code says nothing. For ever."""
    Certificate.objects.filter(pk=certificate.pk, revoked_at=None).update(revoked_at=clock.now())


def forget_unconfirmed(at: datetime) -> int:
    """Delete what nobody confirmed for two years. Returns how many there were."""
    return long_unconfirmed(at, REMEMBERED).delete()[0]
