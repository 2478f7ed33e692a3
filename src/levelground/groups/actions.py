"""Everything that changes a group: starting one, asking people in, joining, leaving."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from levelground.accounts.models import Person
from levelground.groups.models import LARGEST, Group, Invitation, Member
from levelground.groups.queries import current_members, mark_of, member_of
from levelground.live import clock

GOOD_FOR = timedelta(days=7)
GOOD_FOR_FORMED = timedelta(days=28)  # nobody in the group may be there to ask again
SECRET_BYTES = 32
MOST_OPEN = 12  # invitations of one group at a time
MOST_A_DAY = 30  # invitations by one person
PAUSE = timedelta(minutes=10)  # between two letters to the same address


class CannotInvite(Exception):
    """The message is for whoever asked."""


class NotInvited(Exception):
    """The invitation has been used, is over, or was for another address."""


class Full(Exception):
    """The group has as many members as a group can have."""


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
    *, name: str, minutes: int, people: Sequence[Person], addresses: Sequence[str]
) -> tuple[Group, dict[str, str]]:
    """A group of people who were put together: those with an account are in it, others are asked.

    Returns the secrets of the invitations by address; `send_invitation` is the caller's to call,
    after the commit. Raises Full.
    """
    if len(people) + len(addresses) > LARGEST:
        raise Full
    now = clock.now()
    group = Group.objects.create(name=name, minutes=minutes)
    for person in people:
        Member.objects.create(group=group, person=person, joined_at=now)
    secret_of = {address: secrets.token_urlsafe(SECRET_BYTES) for address in addresses}
    for address, secret in secret_of.items():
        Invitation.objects.create(
            group=group,
            email=address,
            by=None,
            mark=mark_of(secret),
            made_at=now,
            expires_at=now + GOOD_FOR_FORMED,
        )
    return group, secret_of


@transaction.atomic
def change_group(*, group: Group, name: str, quorum: int, minutes: int, call_link: str) -> None:
    """What any member may change, as any other."""
    group.name, group.quorum, group.minutes, group.call_link = name, quorum, minutes, call_link
    group.save(update_fields=["name", "quorum", "minutes", "call_link"])


def invite(*, group: Group, by: Member, email: str) -> Invitation:
    """Ask one address to join, by a letter that says nothing of the group. Raises CannotInvite.

    Asking again replaces the letter before: its link no longer works.
    """
    invitation, secret = _make_invitation(group=group, by=by, email=email)
    try:
        send_invitation(email=email, secret=secret)
    except OSError as failure:
        invitation.delete()
        raise CannotInvite(
            _("The letter could not be sent. Try again later, or tell who runs this place.")
        ) from failure
    return invitation


@transaction.atomic
def accept_invitation(*, invitation: Invitation, by: Person) -> Group:
    """Join the group, once. Raises NotInvited, or Full, which leaves the invitation open."""
    group = Group.objects.select_for_update().get(pk=invitation.group_id)
    is_member = member_of(by, group) is not None
    mine = Invitation.objects.open(clock.now()).filter(pk=invitation.pk, email__iexact=by.email)
    if not mine.update(accepted_at=clock.now()) and not is_member:
        raise NotInvited
    if is_member:
        return group
    if current_members(group=group).count() >= LARGEST:
        raise Full
    Member.objects.create(group=group, person=by, joined_at=clock.now())
    return group


@transaction.atomic
def leave_group(*, member: Member) -> None:
    """Leave, at once. It needs no reason, and nobody is told why."""
    Invitation.objects.filter(by=member, accepted_at=None).delete()
    Member.objects.filter(pk=member.pk, left_at=None).update(left_at=clock.now())


def forget_invitations(at: datetime) -> int:
    """Delete what nobody answered in time, addresses and all. Returns how many there were."""
    return Invitation.objects.filter(accepted_at=None, expires_at__lte=at).delete()[0]


@transaction.atomic
def _make_invitation(*, group: Group, by: Member, email: str) -> tuple[Invitation, str]:
    Group.objects.select_for_update().get(pk=group.pk)
    now = clock.now()
    _check_room(group, email)
    _check_pace(group, by, email, now)
    Invitation.objects.filter(group=group, email__iexact=email, accepted_at=None).delete()
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
    return invitation, secret


def _check_room(group: Group, email: str) -> None:
    members = list(current_members(group=group))
    if any(member.person.email.lower() == email.lower() for member in members):
        raise CannotInvite(_("This person is in the group already."))
    if len(members) >= LARGEST:
        raise CannotInvite(_("A group has at most %(most)d members.") % {"most": LARGEST})


def _check_pace(group: Group, by: Member, email: str, now: datetime) -> None:
    """Nobody's letter box is to be filled from here."""
    lately = Invitation.objects.filter(accepted_at=None, made_at__gt=now - PAUSE)
    if lately.filter(group=group, email__iexact=email).exists():
        raise CannotInvite(_("We wrote to them a few minutes ago. Give the letter time to arrive."))
    today = Invitation.objects.filter(by__person=by.person_id, made_at__gt=now - timedelta(days=1))
    if today.count() >= MOST_A_DAY:
        raise CannotInvite(_("You have asked many people today. Ask the others tomorrow."))


def send_invitation(*, email: str, secret: str, good_for: timedelta = GOOD_FOR) -> None:
    """The letter with the link. It says nothing of the group."""
    address = settings.ADDRESSES[0].rstrip("/") + reverse("groups:invitation", args=[secret])
    body = render_to_string(
        "groups/mail/invitation.txt", {"address": address, "days": good_for.days}
    )
    EmailMessage(
        subject=_("You are invited to a peer mentoring group"), body=body, to=[email]
    ).send()
