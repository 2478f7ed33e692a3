"""A year of dates for the Tuesday group: somebody cannot come next time, one date is moved."""

from __future__ import annotations

from datetime import datetime, timedelta

from levelground.demo.cast import make_dates
from levelground.groups.models import Group, Member
from levelground.letters.models import Letter
from levelground.runtime import clock
from levelground.schedule.actions import answer, move_date


def make_year_of_dates(group: Group, *, at: datetime) -> None:
    """Every second Tuesday evening in Auckland, without its holidays."""
    with clock.held(at):
        schedule = make_dates(group, country="NZ", region="AUK")
        nearest, _second, third = schedule.dates.select_related("schedule__group")[:3]
        ada, _ben, cai = Member.objects.filter(group=group).order_by("pk")[:3]
        answer(date=nearest, member=ada, is_coming=True)
        answer(date=nearest, member=cai, is_coming=False)
        move_date(date=third, starts_at=third.starts_at + timedelta(days=2))
    Letter.objects.filter(kind__startswith="date").delete()  # long read; not to be printed now
