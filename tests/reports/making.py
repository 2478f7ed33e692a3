"""Sessions that are over and certificates, for tests of reports."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from levelground.accounts.models import Person
from levelground.formation.models import Publication, Round
from levelground.groups.actions.decisions import say_yes
from levelground.groups.models import Group, Member, Question
from levelground.groups.queries.groups import current_members
from levelground.reports.actions.certificates import confirm_hours, make_certificate
from levelground.reports.models import Attendance, Certificate, Summary
from levelground.runtime import clock
from levelground.sessions.models import Rating, Session
from tests.make import make_person


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
    confirm_hours(person=person, confirmed={attendance.pk: (85, True)})
    today = timezone.localdate(clock.now())
    return make_certificate(
        person=person,
        name=name,
        first_day=first_day or today.replace(month=1, day=1),
        last_day=today,
    )


def make_looked_after(*, by: Person, name: str = "Autumn", groups: int = 0, size: int = 4) -> Round:
    """A round whose groups stand: `groups` of `size` people each."""
    number = Round.objects.count()
    round_ = Round.objects.create(by=by, name=name, made_at=clock.now())
    publication = Publication.objects.create(round=round_, by=by, at=clock.now())
    for place in range(groups):
        group = Group.objects.create(name=f"canary-group-{number}-{place}")
        for one in range(size):
            person = make_person(f"Canary {one}", email=f"c{number}-{place}-{one}@example.org")
            Member.objects.create(group=group, person=person, joined_at=clock.now())
        publication.groups.add(group)
    return round_


def groups_of(round_: Round) -> list[Group]:
    return list(Publication.objects.get(round=round_).groups.order_by("pk"))


def make_counted(
    group: Group, *, ended_at: datetime, people: int = 4, worth: tuple[int, ...] = (3, 3, 4)
) -> Summary:
    """A session that has been counted, with what some made of it."""
    session = make_held(group, ended_at=ended_at)
    for number, answer in enumerate(worth):
        Rating.objects.create(session=session, rater=f"{session.pk}-{number}", worth=answer)
    return Summary.objects.create(
        session=session, group=group, closed_at=ended_at, people=people, minutes=90 * people
    )


def make_merged(one: Group, other: Group) -> Group:
    """One group of both, as all of them wanted."""
    asking = current_members(group=one).first()
    assert asking is not None
    question = Question.objects.create(
        group=one,
        other=other,
        kind=Question.Kind.MERGE,
        by=asking,
        asked_at=clock.now(),
        expires_at=clock.now() + timedelta(days=1),
    )
    for group in (one, other):
        for member in current_members(group=group):
            say_yes(question=question, by=member.person)
    one.refresh_from_db()
    assert one.merged_into
    return one.merged_into
