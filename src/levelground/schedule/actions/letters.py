"""Letters about dates: when, how long, where to answer. Nobody's name, and no group's.

Only in the calendar file that comes along stands what the group chose to be shown in calendars.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.utils import translation
from django.utils.functional import lazy

from levelground.core.schedule import instant
from levelground.groups.models import Group, Member
from levelground.groups.queries.groups import current_members
from levelground.letters.actions.letters import post
from levelground.runtime import clock
from levelground.schedule.domain import ics
from levelground.schedule.domain.ics import Series
from levelground.schedule.domain.sentences import rule_in_words, time_of_the_week
from levelground.schedule.models import Date, Schedule, Slot
from levelground.schedule.queries.dates import change, series, series_until
from levelground.schedule.queries.links import address_of, answer_secret


def tell_of_schedule(
    schedule: Schedule,
    *,
    template: str,
    members: Iterable[Member] = (),
    first: Date | None = None,
    withdrawn: Iterable[Date] = (),
) -> None:
    """The whole of it, to everybody or to these: calendars put it in, or put it right.

    `first`: the date that the letter names, if it is not the next one. `withdrawn`: dates that no
    longer are.
    """
    withdrawn = list(withdrawn)
    is_off = not schedule.dates.exists()
    write = ics.whole_series_off if is_off else ics.invitation
    named = first or schedule.dates.on().to_come(clock.now()).first()
    for member in members or current_members(group=schedule.group):
        with translation.override(member.person.reads):
            what = _without(series(schedule), withdrawn)
            _post(
                member,
                template=template,
                kind="dates",
                schedule=schedule,
                calendar=write(what, to=member.person.email, sender=_sender(), stamp=clock.now()),
                method=ics.CANCEL if is_off else ics.REQUEST,
                first=named,
            )


def tell_to_forget(schedule: Schedule, member: Member) -> None:
    """To one who has left: their calendar takes out what is to come, and keeps what was."""
    with translation.override(member.person.reads):
        _tell_to_forget(schedule, member, member.left_at or clock.now())


def _tell_to_forget(schedule: Schedule, member: Member, left_at: datetime) -> None:
    past = series_until(schedule, left_at)
    if past:
        past = _without(past, [one for one in schedule.dates.all() if one.starts_at >= left_at])
    write = ics.invitation if past else ics.whole_series_off
    calendar = write(
        past or series(schedule), to=member.person.email, sender=_sender(), stamp=clock.now()
    )
    _post(
        member,
        template="schedule/mail/left.txt",
        kind="dates",
        schedule=schedule,
        calendar=calendar,
        method=ics.REQUEST if past else ics.CANCEL,
    )


def tell_of_date(date: Date, *, template: str, kind: str, members: Iterable[Member] = ()) -> None:
    for member in members or current_members(group=date.schedule.group):
        tell_one(member, date, template=template, kind=kind)


def tell_one(
    member: Member, date: Date, *, template: str, kind: str, is_short: bool = False
) -> None:
    """One date, as it is now, to one member."""
    now = change(date, date.schedule)
    with translation.override(member.person.reads):
        _post(
            member,
            template=template,
            kind=kind,
            schedule=date.schedule,
            date=date,
            is_short=is_short,
            calendar=ics.one_date(
                series(date.schedule),
                now,
                to=member.person.email,
                sender=_sender(),
                stamp=clock.now(),
            ),
            method=ics.CANCEL if now.is_off else ics.REQUEST,
        )


def tell_of_finding(
    group: Group, *, template: str, except_: Member, slot: Slot | None = None
) -> None:
    """That a time is looked for, or which one is proposed."""
    context: dict[str, object] = {"address": address_of("schedule:finding", group.pk)}
    if slot is not None:
        context |= {
            "when": lazy(time_of_the_week, str)(slot.minute),
            "of": slot.poll.zone,
            "minutes": slot.poll.minutes,
        }
    for member in current_members(group=group):
        if member.pk != except_.pk:
            post(
                to=member.person.email,
                person=member.person,
                template=template,
                kind="finding",
                context=context,
            )


def _post(
    member: Member,
    *,
    template: str,
    kind: str,
    schedule: Schedule,
    calendar: str,
    method: str,
    date: Date | None = None,
    first: Date | None = None,
    is_short: bool = False,
) -> None:
    context: dict[str, object] = {
        "zone": member.person.time_zone,
        "rule": lazy(rule_in_words, str)(schedule.rule),
        "of": schedule.zone,
        "minutes": schedule.minutes,
        "first": first and first.starts_at,
        "address": address_of("schedule:dates", schedule.group_id),
    }
    if date is not None:
        secret = answer_secret(date, member.pk)
        context |= {
            "starts_at": date.starts_at,
            "planned_at": instant(change(date, schedule).wall, schedule.zone_info).at,
            "is_short": is_short,
            "answer_address": address_of("schedule:answer", secret),
            "date_address": address_of("schedule:date", date.pk),
        }
    post(
        to=member.person.email,
        person=member.person,
        template=template,
        context=context,
        kind=kind,
        calendar=calendar,
        method=method,
    )


def _without(what: Series, withdrawn: Iterable[Date]) -> Series:
    """A date that was moved has an entry of its own: that it is off has to be said of itself."""
    off = [replace(change(date, date.schedule), is_off=True) for date in withdrawn if date.moved_at]
    return replace(what, changes=(*what.changes, *off))


def _sender() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
