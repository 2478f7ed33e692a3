"""Makes the figures of quarters that are over, once; and erases those of a programme with it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from levelground.core.health import Quarter, finished_quarters, publish
from levelground.reports.models import Frozen
from levelground.reports.queries.facts import facts_in
from levelground.reports.queries.health import Looked, all_looked_after, as_kept, owner_of
from levelground.runtime import clock


def freeze(at: datetime) -> int:
    """What is due and has not been made. Returns how many figures that were."""
    made = 0
    for looked in all_looked_after():
        known = {
            Quarter(year, number)
            for year, number in Frozen.objects.filter(**owner_of(looked)).values_list(
                "year", "quarter"
            )
        }
        due = [one for one in finished_quarters(looked.since, at.date()) if one not in known]
        for quarter in due:
            _freeze_one(looked, quarter)
        made += len(due)
    return made


@transaction.atomic
def _freeze_one(looked: Looked, quarter: Quarter) -> None:
    kind, pk = next(iter(owner_of(looked).items()))
    Frozen.objects.get_or_create(
        year=quarter.year,
        quarter=quarter.number,
        **{f"{kind}_id": pk},
        defaults={
            "figures": as_kept(publish(facts_in(looked, quarter))),
            "made_at": clock.now(),
        },
    )
