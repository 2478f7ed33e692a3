from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from levelground.accounts.models import Person
from levelground.core.schedule import Rhythm, Rule, days, due_reminders
from levelground.groups.models import Group, Member
from levelground.groups.queries.groups import current_members
from levelground.runtime import clock
from levelground.schedule.domain.ics import CalendarChange, Series
from levelground.schedule.models import LOBBY, Coming, Date, DateQuerySet, Feed, Reminder, Schedule
from levelground.schedule.queries.links import address_of, mark_of, read_answer_secret

LONGEST_MEETING = timedelta(hours=4)
REMIND_WITHIN = timedelta(days=8)
IN_CALENDARS = timedelta(days=120)  # that long a schedule that has ended stays in them


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberAnswer:
    """What one member said about a date; `is_coming` is None while they have said nothing."""

    name: str
    is_you: bool
    is_coming: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """Who comes to a date. Whoever has said nothing is counted in: the dates were agreed on."""

    answers: tuple[MemberAnswer, ...]
    quorum: int

    @property
    def coming(self) -> int:
        return sum(one.is_coming is not False for one in self.answers)

    @property
    def is_short(self) -> bool:
        """Fewer are coming than the group agreed on."""
        return self.coming < self.quorum

    @property
    def you(self) -> bool | None:
        return next((one.is_coming for one in self.answers if one.is_you), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A reminder that should leave."""

    date: Date
    member: Member
    kind: str


def dates_of(person: Person) -> DateQuerySet:
    """Dates this person may see: those of groups they belong to now."""
    return Date.objects.filter(
        schedule__group__members__person=person, schedule__group__members__left_at=None
    ).select_related("schedule__group")


def schedule_of(group: Group) -> Schedule | None:
    """By what the group meets now."""
    return Schedule.objects.filter(group=group, ended_at=None).first()


def next_dates(groups: Iterable[Group]) -> dict[int, Date]:
    """By group: the date that goes on or comes next. One query for all."""
    now = clock.now()
    coming = (
        Date.objects.on()
        .filter(schedule__group__in=groups, schedule__ended_at=None)
        .filter(starts_at__gt=now - LONGEST_MEETING)
        .select_related("schedule__group")
    )
    found: dict[int, Date] = {}
    for date in coming:
        if date.ends_at > now:
            found.setdefault(date.schedule.group_id, date)
    return found


def answers_of(person: Person, dates: Iterable[Date]) -> dict[int, bool]:
    """By date: what this person said."""
    coming = Coming.objects.filter(date__in=list(dates), member__person=person)
    return dict(coming.values_list("date", "is_coming"))


def is_open(date: Date) -> bool:
    """Its session can be opened: from a quarter of an hour before until it would be over."""
    return date.cancelled_at is None and date.starts_at - LOBBY <= clock.now() < date.ends_at


def is_over(date: Date) -> bool:
    return date.ends_at <= clock.now()


def dates_to_come(group: Group) -> DateQuerySet:
    """All of them, those that were cancelled too, so that nobody comes by mistake."""
    return (
        Date.objects.filter(schedule__group=group, schedule__ended_at=None)
        .to_come(clock.now())
        .select_related("schedule__group")
    )


def past_dates(group: Group) -> DateQuerySet:
    """Those that have begun or are over, newest first."""
    return (
        Date.objects.on()
        .filter(schedule__group=group, starts_at__lte=clock.now())
        .select_related("schedule")
        .order_by("-starts_at")
    )


def attendances(dates: Sequence[Date], person: Person | None) -> dict[int, Attendance]:
    """By date. Two queries for all of one group's dates."""
    if not dates:
        return {}
    group = dates[0].schedule.group
    members = list(current_members(group=group))
    coming = {
        (one.date_id, one.member_id): one.is_coming for one in Coming.objects.filter(date__in=dates)
    }
    return {
        date.pk: Attendance(
            answers=tuple(
                MemberAnswer(
                    name=member.person.name,
                    is_you=person is not None and member.person_id == person.pk,
                    is_coming=coming.get((date.pk, member.pk)),
                )
                for member in members
            ),
            quorum=min(group.quorum, len(members)),
        )
        for date in dates
    }


def attendance(date: Date, person: Person | None = None) -> Attendance:
    return attendances([date], person)[date.pk]


def answer_of(date: Date, member: Member) -> bool | None:
    coming = Coming.objects.filter(date=date, member=member).values_list("is_coming", flat=True)
    return coming.first()


def asked_by(secret: str) -> tuple[Date, Member] | None:
    """Whose answer to which date a link from a letter is for; None where there is none to give."""
    link = read_answer_secret(secret, clock.now())
    if link is None:
        return None
    date = Date.objects.select_related("schedule__group").filter(pk=link.date_id).first()
    member = Member.objects.filter(pk=link.member_id, left_at=None, person__is_active=True).first()
    if date is None or member is None or member.group_id != date.schedule.group_id:
        return None
    return (date, member) if date.starts_at > clock.now() else None


def due(at: datetime) -> list[Due]:
    """The reminders that should have left by now and have not."""
    soon = (
        Date.objects.on()
        .filter(schedule__ended_at=None, starts_at__gt=at, starts_at__lte=at + REMIND_WITHIN)
        .select_related("schedule__group")
    )
    return [one for date in soon for one in _due_of(date, at)]


def _due_of(date: Date, at: datetime) -> list[Due]:
    schedule = date.schedule
    kinds = due_reminders(
        date.starts_at,
        known_since=date.moved_at or schedule.made_at,
        at=at,
        zone=schedule.zone_info,
    )
    if not kinds:
        return []
    staying_away = Coming.objects.filter(date=date, is_coming=False).values("member")
    reminded = set(
        Reminder.objects.filter(date=date, starts_at=date.starts_at).values_list("member", "kind")
    )
    members = current_members(group=schedule.group).exclude(pk__in=staying_away)
    return [
        Due(date=date, member=member, kind=kind)
        for kind in kinds
        for member in members
        if (member.pk, kind) not in reminded and member.person.is_active
    ]


def feed_of(person: Person) -> Feed | None:
    return Feed.objects.filter(person=person).first()


def feed_at(secret: str) -> Feed | None:
    """The calendar that this secret opens."""
    feed = Feed.objects.filter(mark=mark_of(secret)).select_related("person").first()
    return feed if feed and feed.person.is_active else None


def series_of(person: Person) -> list[Series]:
    """All dates of their groups, and of groups they have left those that were before that."""
    lately = (clock.now() - IN_CALENDARS).date()
    left: dict[int, datetime | None] = {}
    for group, at in Member.objects.filter(person=person).values_list("group", "left_at"):
        before = left.get(group, at)
        left[group] = at and before and max(at, before)
    schedules = (
        Schedule.objects.filter(group__in=left)
        .filter(Q(ended_at=None) | Q(until__gte=lately))
        .select_related("group")
        .prefetch_related(Prefetch("dates", Date.objects.order_by("on")))
    )
    found = []
    for schedule in schedules:
        left_at = left[schedule.group_id]
        one = series(schedule) if left_at is None else series_until(schedule, left_at)
        if one and schedule.dates.all() and (left_at is None or one.rule.until >= lately):
            found.append(one)
    return found


def series(schedule: Schedule) -> Series:
    """A schedule and its dates, for a member's calendar."""
    group = schedule.group
    address = address_of("schedule:dates", group.pk)
    return replace(
        _series(schedule, schedule.rule, schedule.dates.all()),
        summary=group.calendar_title or _("Peer group"),
        call_link=group.link_for_calendars,
        address=address,
        note=_(
            "Can’t make it? Tell your group at %(address)s. Accept and Decline buttons in a calendar "
            "don’t reach your group."
        )
        % {"address": address},
    )


def series_until(schedule: Schedule, left_at: datetime) -> Series | None:
    """What stays in the calendar of one who has left: the dates before that, and nothing new."""
    past = [date for date in schedule.dates.all() if date.starts_at < left_at]
    if not past:
        return None
    rule = replace(schedule.rule, until=max(date.on for date in past))
    return replace(_series(schedule, rule, past), summary=_("Peer group"))


def _series(schedule: Schedule, rule: Rule, there: Iterable[Date]) -> Series:
    dates = {date.on: date for date in there if date.on <= rule.until}
    walls = [datetime.combine(day.on, rule.time) for day in days(rule, schedule.zone_info, {})]
    return Series(
        uid=str(schedule.uid),
        sequence=schedule.sequence,
        zone=schedule.zone,
        rule=rule,
        minutes=schedule.minutes,
        left_out=tuple(wall for wall in walls if wall.date() not in dates),
        changes=tuple(change(d, schedule) for d in dates.values() if d.moved_at or d.cancelled_at),
    )


def change(date: Date, schedule: Schedule) -> CalendarChange:
    """One date, for a calendar."""
    return CalendarChange(
        wall=datetime.combine(date.on, schedule.time),
        at=date.starts_at,
        is_off=date.cancelled_at is not None,
    )


def is_running_out(schedule: Schedule) -> bool:
    """The last dates are near: time to agree on the next year."""
    within = {Rhythm.WEEKLY: 4, Rhythm.FORTNIGHTLY: 6}.get(Rhythm(schedule.rhythm), 10)
    return schedule.until < clock.now().date() + timedelta(weeks=within)
