"""When somebody is reminded: a week and a day before, at the time of day of the meeting."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from levelground.core.schedule.local_time import wall_days_before

DAYS_BEFORE = {"week": 7, "day": 1}
TOO_LATE = timedelta(hours=1)  # before the meeting: whoever does not know by now is on the way


def due_reminders(
    starts_at: datetime, *, known_since: datetime, at: datetime, zone: tzinfo
) -> tuple[str, ...]:
    """Which reminders of a meeting should have left by now; at most one.

    `known_since`: when people were last told of it. Nobody is reminded of what is news.
    """
    found = [
        kind
        for kind, days in DAYS_BEFORE.items()
        if known_since < wall_days_before(starts_at, days, zone) <= at
    ]
    return tuple(found[-1:]) if at < starts_at - TOO_LATE else ()
