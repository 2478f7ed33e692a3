from __future__ import annotations

import hashlib

from django.db.models import Count, Q, QuerySet

from levelground.accounts.models import Person
from levelground.groups.models import Group, Invitation, InvitationQuerySet, Member
from levelground.live import clock


def groups_of(person: Person) -> QuerySet[Group]:
    """Groups this person belongs to now, with how many they are."""
    here = Group.objects.filter(
        pk__in=Member.objects.filter(person=person, left_at=None).values("group")
    )
    return here.annotate(size=Count("members", filter=Q(members__left_at=None))).order_by("name")


def current_members(*, group: Group) -> QuerySet[Member]:
    """Who is in the group now, in the order of joining."""
    return Member.objects.filter(group=group, left_at=None).select_related("person").order_by("pk")


def member_of(person: Person, group: Group) -> Member | None:
    """This person's place in the group now; None if they have none."""
    return Member.objects.filter(group=group, person=person, left_at=None).first()


def open_invitations(*, group: Group) -> InvitationQuerySet:
    """Who has been asked and has not answered yet."""
    return Invitation.objects.filter(group=group).open(clock.now())


def invitation_of(person: Person, secret: str) -> Invitation | None:
    """The open invitation behind a link, if it was sent to this person's address."""
    return (
        Invitation.objects.open(clock.now())
        .filter(mark=mark_of(secret), email__iexact=person.email)
        .select_related("group", "by__person")
        .first()
    )


def group_joined_by(person: Person, secret: str) -> Group | None:
    """The group that this person joined by this link, if they are in it now."""
    used = Invitation.objects.filter(mark=mark_of(secret), email__iexact=person.email)
    return groups_of(person).filter(invitations__in=used.exclude(accepted_at=None)).first()


def is_invited(email: str) -> bool:
    """Whether some group waits for this address."""
    return Invitation.objects.open(clock.now()).filter(email__iexact=email.strip()).exists()


def mark_of(secret: str) -> str:
    """What is kept of an invitation's secret. The secret itself is random and long."""
    return hashlib.sha256(secret.encode()).hexdigest()
