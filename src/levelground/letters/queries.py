from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Min

from levelground.letters.models import Letter

PATIENCE_WITH_CODES = timedelta(minutes=1)  # somebody sits and waits
PATIENCE = timedelta(minutes=15)


def stuck_letters(at: datetime) -> str:
    """For the operator: how many letters wait longer than they should. Empty if none does."""
    waiting = Letter.objects.waiting()
    codes = waiting.short_lived().filter(expires_at__gt=at, made_at__lt=at - PATIENCE_WITH_CODES)
    others = waiting.filter(expires_at=None, made_at__lt=at - PATIENCE)
    stuck = codes | others
    oldest = stuck.aggregate(oldest=Min("made_at"))["oldest"]
    if oldest is None:
        return ""
    minutes = int((at - oldest).total_seconds()) // 60
    return (
        f"{stuck.count()} email(s) waiting to be sent, {codes.count()} of them sign-in codes, "
        f"the oldest for {minutes} minutes."
    )
