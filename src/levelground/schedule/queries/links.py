"""Addresses that open something for whoever has them: one person's answer to one date; a calendar.

Neither signs anybody in. An answer's link is signed, and good until the date begins. A calendar's
is a random secret, of which a fingerprint is kept.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from levelground.schedule.models import Date

SECRET_BYTES = 32
LONGEST = 200

_signer = Signer(salt="levelground.schedule.coming")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLink:
    """What a link says once its signature holds."""

    date_id: int
    member_id: int


def answer_secret(date: Date, member_id: int) -> str:
    """For this member to answer this date, until it begins. 256 bits of signature."""
    until = int(date.starts_at.timestamp())
    return _signer.sign(f"{date.pk}.{member_id}.{until}")


def read_answer_secret(secret: str, at: datetime) -> AnswerLink | None:
    """None for what was not made here, and for what is over."""
    try:
        date_id, member_id, until = map(int, _signer.unsign(secret[:LONGEST]).split("."))
    except (BadSignature, ValueError):
        return None
    if at >= datetime.fromtimestamp(until, UTC):
        return None
    return AnswerLink(date_id=date_id, member_id=member_id)


def new_secret() -> str:
    return secrets.token_urlsafe(SECRET_BYTES)


def mark_of(secret: str) -> str:
    """What is kept of a calendar's secret, which is random and long."""
    return hashlib.sha256(secret.encode()).hexdigest()


def address_of(name: str, *args: object) -> str:
    """The whole address of a page of ours, for a letter or a calendar."""
    return settings.ADDRESSES[0].rstrip("/") + reverse(name, args=args)
