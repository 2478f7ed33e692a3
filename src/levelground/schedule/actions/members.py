"""What a change of members means for the dates. Groups tells of it, see `apps.py`."""

from __future__ import annotations

from datetime import datetime

from levelground.accounts.models import Person
from levelground.groups.models import Group, Member
from levelground.schedule.actions.dates import end_schedule
from levelground.schedule.actions.letters import tell_of_schedule, tell_to_forget
from levelground.schedule.models import Coming, Schedule


def follow(group: Group, at: datetime) -> None:
    """Who has joined gets the dates; whose membership ended is spared them; a group may end."""
    if group.ended_at is not None:
        end_schedule(group=group)
        return
    left = Member.objects.filter(group=group, left_at=at).select_related("person")
    Coming.objects.filter(member__in=left, date__starts_at__gt=at).delete()
    schedule = Schedule.objects.select_for_update().filter(group=group, ended_at=None).first()
    if schedule is None:
        return
    joined = Member.objects.filter(group=group, joined_at=at, left_at=None).select_related("person")
    if left or joined:  # so that no calendar takes what it is told for something it knows
        schedule.sequence += 1
        schedule.save(update_fields=["sequence"])
    for member in left:
        tell_to_forget(schedule, member)
    if joined:
        tell_of_schedule(schedule, template="schedule/mail/dates.txt", members=joined)


def tell_calendars(group: Group, at: datetime) -> None:
    """That its entries should say something else: their name, or the call link."""
    schedule = Schedule.objects.select_for_update().filter(group=group, ended_at=None).first()
    if schedule is None:
        return
    schedule.sequence += 1
    schedule.save(update_fields=["sequence"])
    schedule.group = group
    tell_of_schedule(schedule, template="schedule/mail/entries.txt")


def tell_again(person: Person) -> None:
    """The dates of all their groups, to an address that is new."""
    members = Member.objects.filter(person=person, left_at=None).select_related("person")
    for member in members:
        for schedule in Schedule.objects.filter(group=member.group_id, ended_at=None):
            tell_of_schedule(schedule, template="schedule/mail/dates.txt", members=[member])
