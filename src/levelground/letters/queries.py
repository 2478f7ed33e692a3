"""Which letters do not get away, for whoever runs the place. Never to whom, or what they say."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Min

from levelground.letters.models import Letter, LetterQuerySet

LONG = timedelta(days=1)
PATIENCE_WITH_CODES = timedelta(minutes=1)  # somebody sits and waits
PATIENCE = timedelta(minutes=15)
UNTAKEN = timedelta(minutes=10)  # a sender looks every second, and claims what it tries


def long_waiting(at: datetime) -> LetterQuerySet:
    """Letters that are a day old and have not left."""
    return Letter.objects.waiting().filter(made_at__lte=at - LONG)


def lately_given_up(at: datetime) -> LetterQuerySet:
    """Letters that were given up in the last day."""
    return Letter.objects.filter(given_up_at__gt=at - LONG)


def is_nobody_sending(at: datetime) -> bool:
    """Whether letters are due that no sender takes. A mail server that is away is not that."""
    return Letter.objects.due(at - UNTAKEN).exists()


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
