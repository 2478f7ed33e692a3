"""Sign-ins as Django keeps them, except that the database knows a key only by its fingerprint.

Whoever gets hold of the database, or of a backup that is not old, finds no key to come in with.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session as SignIn
from django.db import InterfaceError, OperationalError
from django.utils import timezone

LENGTH = 40  # of Django's column: 160 bits of the fingerprint


def fingerprint(session_key: str) -> str:
    return hashlib.sha256(session_key.encode()).hexdigest()[:LENGTH]


class SessionStore(db.SessionStore):
    """For `SESSION_ENGINE`."""

    def _get_session_from_db(self) -> SignIn | None:
        key = self.session_key
        found = (
            key
            and SignIn.objects.filter(
                session_key=fingerprint(key), expire_date__gt=timezone.now()
            ).first()
        )
        if not found:
            self._session_key = None
        return found or None

    def save(self, must_create: bool = False) -> None:  # noqa: FBT002  Django's
        """Django calls any failure to save a sign-in that is gone; a full disk is not that."""
        try:
            super().save(must_create)
        except UpdateError as failed:
            if isinstance(failed.__context__, OperationalError | InterfaceError):
                raise failed.__context__ from failed.__context__.__cause__
            raise

    def exists(self, session_key: str) -> bool:
        return bool(super().exists(fingerprint(session_key)))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        row = super().create_model_instance(data)
        row.session_key = fingerprint(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            super().delete(fingerprint(key))
