"""The dates of a year: making them, changing the rule, ending; moving one, cancelling one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from levelground.core.schedule import Day, Rhythm, Rule, days, year_from
from levelground.groups.models import Group
from levelground.runtime import clock
from levelground.schedule.actions.letters import tell_of_date, tell_of_schedule
from levelground.schedule.domain.free_days import holidays_between
from levelground.schedule.models import LOBBY, Coming, Date, Schedule
from levelground.schedule.queries.dates import schedule_of


class CannotChange(Exception):
    """The message is for whoever asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a group wants: how often, from when, at what time of which wall, and without what."""

    rhythm: Rhythm
    first: dt.date
    time: dt.time
    zone: str
    minutes: int
    country: str = ""
    region: str = ""

    @property
    def rule(self) -> Rule:
        return Rule(
            rhythm=self.rhythm, first=self.first, until=year_from(self.first), time=self.time
        )

    def days(self) -> tuple[Day, ...]:
        """A year of them, with the holidays that will be left out."""
        rule = self.rule
        free = holidays_between(self.country, self.region, rule.first, rule.until)
        return days(rule, ZoneInfo(self.zone), free)


@transaction.atomic
def make_schedule(*, group: Group, plan: Plan) -> Schedule:
    """A year of dates, in place of those that were still to come.

    What is past stays. What was answered stays where the new dates have the same hour.
    """
    Group.objects.select_for_update().get(pk=group.pk)
    now = clock.now()
    there = [day for day in plan.days() if not day.holiday and day.at > now]
    answers = _retire(group, now, but=plan.minutes)
    schedule = Schedule.objects.create(
        group=group,
        rhythm=plan.rhythm,
        first=plan.first,
        until=plan.rule.until,
        time=plan.time,
        zone=plan.zone,
        minutes=plan.minutes,
        country=plan.country,
        region=plan.region,
        zone_data=settings.ZONE_DATA,
        made_at=now,
    )
    Date.objects.bulk_create(Date(schedule=schedule, on=day.on, starts_at=day.at) for day in there)
    _carry(answers, schedule)
    tell_of_schedule(schedule, template="schedule/mail/dates.txt")
    return schedule


@transaction.atomic
def end_schedule(*, group: Group) -> None:
    """No more dates. What is past stays."""
    Group.objects.select_for_update().get(pk=group.pk)
    _retire(group, clock.now())


@transaction.atomic
def move_date(*, date: Date, starts_at: dt.datetime) -> None:
    """To another time; one that was cancelled takes place again. Everybody is asked anew.

    Raises CannotChange.
    """
    date, schedule = _locked(date)
    now = clock.now()
    _check_to_come(date, now)
    if starts_at <= now:
        raise CannotChange(_("That time is over. Choose one that is still to come."))
    if starts_at == date.starts_at and date.cancelled_at is None:
        raise CannotChange(_("That is when it is already. Choose another time."))
    others = Date.objects.on().filter(schedule=schedule, starts_at=starts_at).exclude(pk=date.pk)
    if others.exists():
        raise CannotChange(_("You have a date then already. Choose another time."))
    date.starts_at, date.moved_at, date.cancelled_at = starts_at, now, None
    date.save(update_fields=["starts_at", "moved_at", "cancelled_at"])
    date.answers.all().delete()
    tell_of_date(date, template="schedule/mail/moved.txt", kind="date-moved")


@transaction.atomic
def cancel_date(*, date: Date) -> None:
    """This once you do not meet. Cancelling twice is cancelling. Raises CannotChange."""
    date, _schedule = _locked(date)
    now = clock.now()
    _check_to_come(date, now)
    if date.cancelled_at is not None:
        return
    date.cancelled_at = now
    date.save(update_fields=["cancelled_at"])
    tell_of_date(date, template="schedule/mail/cancelled.txt", kind="date-cancelled")


def _locked(date: Date) -> tuple[Date, Schedule]:
    """The date as it is now, and its schedule, which counts one change more."""
    schedule = Schedule.objects.select_for_update().get(pk=date.schedule_id)
    date = Date.objects.select_related("schedule__group").get(pk=date.pk)
    if schedule.ended_at is not None:
        raise CannotChange(_("Your dates have changed in the meantime. Look at them again."))
    schedule.sequence += 1
    schedule.save(update_fields=["sequence"])
    date.schedule.sequence = schedule.sequence
    return date, schedule


def _check_to_come(date: Date, now: dt.datetime) -> None:
    if date.starts_at <= now:
        raise CannotChange(_("This date is over. Only dates that are still to come can change."))


def _retire(group: Group, now: dt.datetime, *, but: int = 0) -> dict[dt.datetime, list[Coming]]:
    """End the standing schedule. Returns what was said of its dates to come, by their hour.

    `but`: the length of the dates that will follow; what was said of another length is not kept.
    """
    old = schedule_of(group)
    if old is None:
        return {}
    to_come = old.dates.filter(starts_at__gt=now + LOBBY)
    kept: dict[dt.datetime, list[Coming]] = {}
    if but == old.minutes:
        for coming in Coming.objects.filter(date__in=to_come.filter(cancelled_at=None)):
            kept.setdefault(coming.date.starts_at, []).append(coming)
    withdrawn = list(to_come)
    to_come.delete()
    last = old.dates.order_by("-on").values_list("on", flat=True).first()
    if last is not None:
        old.until = last
    old.ended_at = now
    old.sequence += 1
    old.save(update_fields=["until", "ended_at", "sequence"])
    tell_of_schedule(old, template="schedule/mail/ended.txt", withdrawn=withdrawn)
    return kept


def _carry(answers: dict[dt.datetime, list[Coming]], schedule: Schedule) -> None:
    same: Sequence[Date] = list(schedule.dates.filter(starts_at__in=answers))
    Coming.objects.bulk_create(
        Coming(date=date, member_id=coming.member_id, is_coming=coming.is_coming, at=coming.at)
        for date in same
        for coming in answers[date.starts_at]
    )
