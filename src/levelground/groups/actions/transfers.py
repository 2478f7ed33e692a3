"""Somebody has another address: what waits for them at the old one waits at the new one."""

from __future__ import annotations

from django.db import transaction

from levelground.groups.models import Invitation, Question
from levelground.runtime import clock


@transaction.atomic
def move_invitations(*, old: str, new: str) -> None:
    """Links that were sent go on working. A group that has asked both addresses asks the new one."""
    for rows, pending in (
        (Invitation.objects.all(), {"accepted_at": None}),
        (Question.objects.filter(kind=Question.Kind.JOIN), {"dropped_at": None}),
    ):
        waiting = rows.filter(**pending)
        waiting.filter(email=new, expires_at__lte=clock.now()).delete()  # not swept up yet
        twice = waiting.filter(email=new).values_list("group", flat=True)
        waiting.filter(email=old, group__in=list(twice)).delete()
        rows.filter(email=old).update(email=new)
