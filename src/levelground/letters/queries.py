"""Which letters do not get away, for whoever runs the place. Never to whom, or what they say."""

from __future__ import annotations

from datetime import datetime, timedelta

from levelground.letters.models import Letter, LetterQuerySet

LONG = timedelta(days=1)


def long_waiting(at: datetime) -> LetterQuerySet:
    """Letters that are a day old and have not left."""
    return Letter.objects.waiting().filter(made_at__lte=at - LONG)


def lately_given_up(at: datetime) -> LetterQuerySet:
    """Letters that were given up in the last day."""
    return Letter.objects.filter(given_up_at__gt=at - LONG)
