"""Everything that changes a group: starting one, asking people in, joining, leaving, ending."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from levelground.accounts.models import Person
from levelground.groups.actions.membership_hooks import calendar_changed, membership_changed
from levelground.groups.models import (
    LARGEST,
    LOOKING_BACK,
    Group,
    Invitation,
    Member,
    MergeCode,
    Question,
)
from levelground.groups.queries.groups import current_members, mark_of, member_of
from levelground.letters.actions.letters import post
from levelground.runtime import clock

GOOD_FOR = timedelta(days=7)
SECRET_BYTES = 32
LONGEST_NAME = 80
NAMES_TOGETHER = 74  # of groups that become one, without the words between
MOST_OPEN = 12  # invitations of one group at a time
MOST_A_DAY = 30  # invitations by one person
PAUSE = timedelta(minutes=10)  # between two letters to the same address


class CannotInvite(Exception):
    """The message is for whoever asked."""


class NotInvited(Exception):
    """The invitation has been used, is over, or was for another address."""


class Full(Exception):
    """The group has as many members as a group can have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A weekly time that suits all: minutes from Monday midnight on the wall clock of a zone."""

    minute: int
    zone: str
    first: date
    last: date


@transaction.atomic
def start_group(
    *, by: Person, name: str, quorum: int = 3, minutes: int = 90, call_link: str = ""
) -> Group:
    """A new group with one member: whoever starts it, who is its equal like all who follow."""
    group = Group.objects.create(name=name, quorum=quorum, minutes=minutes, call_link=call_link)
    Member.objects.create(group=group, person=by, joined_at=clock.now())
    return group


@transaction.atomic
def form_group(
    *,
    name: str,
    minutes: int,
    people: Sequence[Person],
    slot: Slot | None = None,
    quorum: int = 3,
    review_after: int | None = None,
) -> Group:
    """A group of people who have all said yes to it. From now on it is theirs. Raises Full."""
    if len(people) > LARGEST:
        raise Full
    now = clock.now()
    group = Group.objects.create(
        name=name, minutes=minutes, quorum=quorum, review_after=review_after
    )
    if slot is not None:
        group.slot_minute, group.slot_zone = slot.minute, slot.zone
        group.slot_from, group.slot_until = slot.first, slot.last
        group.save(update_fields=["slot_minute", "slot_zone", "slot_from", "slot_until"])
    Member.objects.bulk_create(
        Member(group=group, person=person, joined_at=now) for person in people
    )
    membership_changed(group, now)
    return group


@transaction.atomic
def top_up_group(*, group: Group, people: Sequence[Person]) -> Group | None:
    """Let people join a group, to which they and its members have all said yes.

    None if it has ended, or its members are not among them any more, or there is no room.
    """
    group = lock(group)
    here = set(current_members(group=group).values_list("person", flat=True))
    new = [person for person in people if person.pk not in here]
    agreed = here <= {person.pk for person in people}
    if group.ended_at or not agreed or len(here) + len(new) > LARGEST:
        return None
    now = clock.now()
    Member.objects.bulk_create(Member(group=group, person=person, joined_at=now) for person in new)
    membership_changed(group, now)
    return group


@transaction.atomic
def merge_groups(
    *,
    groups: Sequence[Group],
    people: Sequence[Person],
    minutes: int | None = None,
    slot: Slot | None = None,
) -> Group | None:
    """One new group of all these people, who have all said yes. The old ones end, their words stay
    behind. minutes: as in the first of them, if nothing is said.

    None, and nothing is done, if one has ended, or its members are not all among these people, or
    there is no room.
    """
    now = {group.pk: lock(group) for group in sorted(groups, key=lambda group: group.pk)}
    old = [now[group.pk] for group in groups]
    here = Member.objects.filter(group__in=old, left_at=None).values_list("person", flat=True)
    agreed = set(here) <= {person.pk for person in people}
    if any(group.ended_at for group in old) or not agreed or len(people) > LARGEST:
        return None
    each = NAMES_TOGETHER // len(old)
    made = form_group(
        name=get_text_list([group.name[:each] for group in old], _("and"))[:LONGEST_NAME],
        minutes=minutes or old[0].minutes,
        people=people,
        slot=slot,
        quorum=max(group.quorum for group in old),
        review_after=old[0].review_after,
    )
    for group in old:
        end_group(group=group)
    Group.objects.filter(pk__in=now).update(merged_into=made)
    return made


@transaction.atomic
def change_group(
    *,
    group: Group,
    name: str,
    quorum: int,
    minutes: int,
    review_after: int | None,
    call_link: str,
    calendar_title: str | None = None,
    link_in_calendars: bool | None = None,
) -> None:
    """What any member may change, as any other. What calendars show stays as it is if None."""
    shown = group.calendar_title, group.link_for_calendars
    group.name, group.quorum, group.minutes, group.call_link = name, quorum, minutes, call_link
    group.review_after = review_after
    if calendar_title is not None:
        group.calendar_title = calendar_title
    if link_in_calendars is not None:
        group.link_in_calendars = link_in_calendars
    group.save(
        update_fields=[
            "name",
            "quorum",
            "minutes",
            "review_after",
            "call_link",
            "calendar_title",
            "link_in_calendars",
        ]
    )
    if (group.calendar_title, group.link_for_calendars) != shown:
        calendar_changed(group, clock.now())


@transaction.atomic
def ask_in(*, group: Group, by: Member, email: str) -> Invitation:
    """The letter to somebody whom the whole group wants. It says nothing of the group.

    A letter that was sent before is void: its link no longer works. Raises CannotInvite.
    """
    lock(group)
    now = clock.now()
    check_room(group, email)
    check_pace(group, by, email, now)
    Invitation.objects.filter(group=group, email=email, accepted_at=None).delete()
    if Invitation.objects.filter(group=group).open(now).count() >= MOST_OPEN:
        raise CannotInvite(_("There are many open invitations. Wait until some are answered."))
    secret = secrets.token_urlsafe(SECRET_BYTES)
    invitation = Invitation.objects.create(
        group=group,
        email=email,
        by=by,
        mark=mark_of(secret),
        made_at=now,
        expires_at=now + GOOD_FOR,
    )
    address = settings.ADDRESSES[0].rstrip("/") + reverse("groups:invitation", args=[secret])
    post(
        to=email,
        template="groups/mail/invitation.txt",
        context={"address": address, "days": GOOD_FOR.days},
        kind="invitation",
    )
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation) -> None:
    """Take an invitation back: its link no longer works. Any member may, as any other."""
    Invitation.objects.filter(pk=invitation.pk, accepted_at=None).delete()


@transaction.atomic
def accept_invitation(*, invitation: Invitation, by: Person) -> Group:
    """Join the group, once. Raises NotInvited, or Full, which leaves the invitation open."""
    group = lock(invitation.group)
    now = clock.now()
    is_member = member_of(by, group) is not None
    mine = Invitation.objects.open(now).filter(
        pk=invitation.pk, email=by.email, group__ended_at=None
    )
    if not mine.update(accepted_at=now) and not is_member:
        raise NotInvited
    if is_member:
        return group
    if current_members(group=group).count() >= LARGEST:
        raise Full
    Member.objects.create(group=group, person=by, joined_at=now)
    membership_changed(group, now)
    return group


@transaction.atomic
def leave_group(*, member: Member) -> None:
    """Leave, at once. It needs no reason, and nobody is told why. With the last one it ends."""
    group = lock(member.group)
    now = clock.now()
    Invitation.objects.filter(by=member, accepted_at=None).delete()
    Question.objects.filter(by=member).delete()
    if not Member.objects.filter(pk=member.pk, left_at=None).update(left_at=now):
        return  # a second click
    if current_members(group=group).exists() or group.ended_at:
        membership_changed(group, now)
    else:
        end_group(group=group)


@transaction.atomic
def end_group(*, group: Group) -> None:
    """The end, which all have agreed to: nothing new from now on; members look back for a while."""
    group = lock(group)
    if group.ended_at:
        return
    group.ended_at, group.call_link = clock.now(), ""
    group.save(update_fields=["ended_at", "call_link"])
    Invitation.objects.filter(group=group, accepted_at=None).delete()
    Question.objects.filter(Q(group=group) | Q(other=group)).delete()
    MergeCode.objects.filter(group=group).delete()
    membership_changed(group, group.ended_at)


def close_ended_groups(at: datetime) -> int:
    """Close the doors of groups whose time to look back is over. Returns how many there were."""
    over = Group.objects.filter(ended_at__lte=at - LOOKING_BACK, members__left_at=None)
    groups = list(over.distinct())
    for group in groups:
        Member.objects.filter(group=group, left_at=None).update(left_at=at)
    return len(groups)


def forget_invitations(at: datetime) -> int:
    """Delete what nobody answered in time, addresses and all. Returns how many there were."""
    return Invitation.objects.filter(accepted_at=None, expires_at__lte=at).delete()[0]


def lock(group: Group) -> Group:
    """One writer of a group at a time. The group as it is now."""
    return Group.objects.select_for_update().get(pk=group.pk)


def check_room(group: Group, email: str) -> None:
    """Raises CannotInvite."""
    members = list(current_members(group=group))
    if any(member.person.email == email for member in members):
        raise CannotInvite(_("This person is in the group already."))
    if len(members) >= LARGEST:
        raise CannotInvite(_("A group has at most %(most)d members.") % {"most": LARGEST})


def check_pace(group: Group, by: Member, email: str, now: datetime) -> None:
    """Nobody's letter box is to be filled from here. Raises CannotInvite."""
    lately = Invitation.objects.filter(accepted_at=None, made_at__gt=now - PAUSE)
    if lately.filter(group=group, email=email).exists():
        raise CannotInvite(_("We wrote to them a few minutes ago. Give the letter time to arrive."))
    day = now - timedelta(days=1)
    today = Invitation.objects.filter(by__person=by.person_id, made_at__gt=day).count()
    today += Question.objects.filter(by__person=by.person_id, asked_at__gt=day).count()
    if today >= MOST_A_DAY:
        raise CannotInvite(_("You have asked many people today. Ask the others tomorrow."))
