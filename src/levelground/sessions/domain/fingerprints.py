"""Marks that stand for somebody without naming them: nobody can turn one back without our secret."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings


def mark(text: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def mark_of_rater(key: bytes, member: str) -> str:
    """Under which a member's answers at the close are kept while the session runs."""
    return hmac.new(key, member.encode(), hashlib.sha256).hexdigest()
