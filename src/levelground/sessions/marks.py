"""Marks that stand for somebody without naming them: nobody can turn one back without our secret."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings

from levelground.sessions.models import Session


def mark(text: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def mark_of_rater(session: Session, member: str) -> str:
    """Under which a member's rating of a session is kept."""
    return mark(f"rating|{session.pk}|{member}")
