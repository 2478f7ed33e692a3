"""Remembers background work that keeps failing, so that an operator can be told by any process."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from levelground.runtime import clock
from levelground.runtime.models import FailingWork

OVER_AFTER = timedelta(minutes=65)  # by then hourly work has been tried once more
TOLD_FROM = 3  # times: one that succeeds when it is tried again is nobody's business
KEPT = timedelta(days=1)


@transaction.atomic
def note_failure(*, name: str, where: str) -> None:
    """Count one more failure of a work; after a good time it is counted from one again."""
    at = clock.now()
    fresh = {"where": where[:300], "since": at, "last_at": at, "times": 1}
    known, is_new = FailingWork.objects.select_for_update().get_or_create(name=name, defaults=fresh)
    if is_new:
        return
    if known.last_at <= at - OVER_AFTER:
        known.times, known.since = 0, at
    known.where, known.last_at, known.times = where[:300], at, known.times + 1
    known.save()


def failing_works(at: datetime) -> QuerySet[FailingWork]:
    """What has failed at least three times running, and not long ago."""
    return FailingWork.objects.filter(last_at__gt=at - OVER_AFTER, times__gte=TOLD_FROM).order_by(
        "since"
    )


def forget_failures(at: datetime) -> int:
    """Delete what has not failed for a day. Returns how many there were."""
    return FailingWork.objects.filter(last_at__lte=at - KEPT).delete()[0]
