"""Counting sessions that are over; saying of a suggestion that it is not wanted now."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from levelground.groups.models import Member
from levelground.reviews.models import Dismissal, Tally
from levelground.reviews.queries import REST, not_tallied, tallies_of
from levelground.runtime import clock

AT_A_TIME = 50


def tally() -> int:
    """Count some of the sessions that are over. Returns how many; 0: all that can be read are."""
    sessions = list(not_tallied()[:AT_A_TIME])
    rows = tallies_of(sessions)
    Tally.objects.bulk_create(rows, ignore_conflicts=True)  # another process may have been first
    return len(rows)


@transaction.atomic
def dismiss(*, member: Member, kind: str) -> None:
    """Let a suggestion rest for a while, for this member."""
    Dismissal.objects.update_or_create(member=member, kind=kind, defaults={"at": clock.now()})


def forget_dismissals(at: datetime) -> int:
    """Delete what no longer keeps a suggestion away. Returns how many there were."""
    return Dismissal.objects.filter(at__lte=at - REST).delete()[0]
