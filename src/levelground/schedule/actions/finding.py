"""Looking for a time of the week that suits everybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from levelground.core.schedule import Span
from levelground.groups.models import Group, Member
from levelground.groups.queries.groups import current_members
from levelground.runtime import clock
from levelground.schedule.actions.letters import tell_of_finding
from levelground.schedule.models import FreeWeek, Poll, Slot, SlotYes

LETTER_EVERY = timedelta(hours=1)  # about proposals; whoever proposes and drops writes no more


@transaction.atomic
def paint_week(*, member: Member, spans: Sequence[Span]) -> Poll:
    """When this member can usually meet, on their own clock. Whoever is first opens the poll."""
    person = member.person
    poll, is_new = _open_poll(member.group, zone=person.time_zone)
    FreeWeek.objects.update_or_create(
        poll=poll,
        member=member,
        defaults={
            "zone": person.time_zone,
            "spans": [list(span) for span in spans],
            "at": clock.now(),
        },
    )
    if is_new:
        tell_of_finding(member.group, template="schedule/mail/finding.txt", except_=member)
    return poll


@transaction.atomic
def propose(*, member: Member, minute: int) -> None:
    """A time of the week, in minutes from Monday 00:00 on the poll's clock. It suits the proposer.

    If another one stands, that one stays: it is to be answered first.
    """
    poll, _new = _open_poll(member.group, zone=member.person.time_zone)
    if poll.slots.filter(dropped_at=None).exists():
        return
    now = clock.now()
    is_quiet = poll.slots.filter(proposed_at__gt=now - LETTER_EVERY).exists()
    slot = Slot.objects.create(poll=poll, minute=minute, proposed_at=now)
    if not is_quiet:
        tell_of_finding(
            poll.group, template="schedule/mail/proposed.txt", except_=member, slot=slot
        )
    say_yes(slot=slot, member=member)


@transaction.atomic
def say_yes(*, slot: Slot, member: Member) -> None:
    """With everybody's yes the time is chosen, and the painted weeks are gone."""
    poll = Poll.objects.select_for_update().get(pk=slot.poll_id)
    slot = Slot.objects.get(pk=slot.pk)
    if slot.dropped_at is not None or slot.chosen_at is not None:
        return
    now = clock.now()
    SlotYes.objects.get_or_create(slot=slot, member=member, defaults={"at": now})
    members = {one.pk for one in current_members(group=poll.group)}
    if members <= set(slot.yeses.values_list("member", flat=True)):
        slot.chosen_at = poll.closed_at = now
        slot.save(update_fields=["chosen_at"])
        poll.save(update_fields=["closed_at"])
        poll.weeks.all().delete()


def drop_slot(*, slot: Slot) -> None:
    """It does not suit somebody. Who that was is written nowhere."""
    Slot.objects.filter(pk=slot.pk, chosen_at=None, dropped_at=None).update(dropped_at=clock.now())


def _open_poll(group: Group, *, zone: str) -> tuple[Poll, bool]:
    Group.objects.select_for_update().get(pk=group.pk)
    return Poll.objects.get_or_create(
        group=group,
        closed_at=None,
        defaults={
            "zone": zone,
            "minutes": group.minutes,
            "opened_at": clock.now(),
        },
    )
