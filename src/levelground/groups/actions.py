"""Everything that changes a group: starting one, asking people in, joining, leaving."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from levelground.accounts.models import Person
from levelground.groups.models import LARGEST, Group, Invitation, Member
from levelground.groups.queries import current_members, mark_of
from levelground.live import clock

GOOD_FOR = timedelta(days=7)
SECRET_BYTES = 32
MOST_OPEN = 12  # invitations of one group at a time


class CannotInvite(Exception):
    """The message is for whoever asked."""


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
def change_group(*, group: Group, name: str, quorum: int, minutes: int, call_link: str) -> None:
    """What any member may change, as any other."""
    group.name, group.quorum, group.minutes, group.call_link = name, quorum, minutes, call_link
    group.save(update_fields=["name", "quorum", "minutes", "call_link"])


@transaction.atomic
def invite(*, group: Group, by: Member, email: str) -> Invitation:
    """Ask one address to join, by a letter that says nothing of the group. Raises CannotInvite.

    Asking again replaces the letter before: its link no longer works.
    """
    Group.objects.select_for_update().get(pk=group.pk)
    members = list(current_members(group=group))
    if any(member.person.email.lower() == email.lower() for member in members):
        raise CannotInvite(_("This person is in the group already."))
    if len(members) >= LARGEST:
        raise CannotInvite(_("A group has at most %(most)d members.") % {"most": LARGEST})
    Invitation.objects.filter(group=group, email__iexact=email, accepted_at=None).delete()
    if Invitation.objects.filter(group=group).open(clock.now()).count() >= MOST_OPEN:
        raise CannotInvite(_("There are many open invitations. Wait until some are answered."))
    secret = secrets.token_urlsafe(SECRET_BYTES)
    now = clock.now()
    invitation = Invitation.objects.create(
        group=group,
        email=email,
        by=by,
        mark=mark_of(secret),
        made_at=now,
        expires_at=now + GOOD_FOR,
    )
    transaction.on_commit(lambda: _send(email, secret))
    return invitation


@transaction.atomic
def accept_invitation(*, invitation: Invitation, by: Person) -> Group:
    """Join the group, once. Raises Full. `invitation` comes from `invitation_of(by, …)`."""
    group = Group.objects.select_for_update().get(pk=invitation.group_id)
    used = Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(
        accepted_at=clock.now()
    )
    if not used or current_members(group=group).filter(person=by).exists():
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


def _send(email: str, secret: str) -> None:
    address = settings.ADDRESSES[0].rstrip("/") + reverse("groups:invitation", args=[secret])
    body = render_to_string(
        "groups/mail/invitation.txt", {"address": address, "days": GOOD_FOR.days}
    )
    EmailMessage(
        subject=_("You are invited to a peer mentoring group"), body=body, to=[email]
    ).send()
