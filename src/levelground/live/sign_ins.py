"""Sign-ins as Django keeps them, except that the database knows a key only by its fingerprint.

Whoever gets hold of the database, or of a backup that is not old, finds no key to come in with.
Each row says whose it is, so that they can be listed and ended.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.utils import timezone

from levelground.live.models import LONGEST_DEVICE, SignIn

LENGTH = 40  # of Django's column: 160 bits of the fingerprint
DEVICE = "levelground_device"  # in the session: on what somebody signed in
STRANGERS = timedelta(minutes=20)  # for which somebody may be on their way in
NOTED_EVERY = timedelta(minutes=5)  # that a sign-in is used


def fingerprint(session_key: str) -> str:
    return hashlib.sha256(session_key.encode()).hexdigest()[:LENGTH]


class SessionStore(db.SessionStore):
    """For `SESSION_ENGINE`."""

    @classmethod
    def get_model_class(cls) -> type[AbstractBaseSession]:
        return SignIn

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
            return None
        _note_use(found)
        return found

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
        assert isinstance(row, SignIn)  # noqa: S101  for type checkers
        row.session_key = fingerprint(row.session_key)
        row.person_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.device = str(data.get(DEVICE, ""))[:LONGEST_DEVICE]
        row.used_at = timezone.now()
        if row.person_id is None:  # an address and a code may be in it
            row.expire_date = min(row.expire_date, row.used_at + STRANGERS)
        return row

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            super().delete(fingerprint(key))


def _note_use(row: SignIn) -> None:
    """Now and then. A page that only reads doesn't fail because this couldn't be written."""
    now = timezone.now()
    if row.person_id and now - row.used_at > NOTED_EVERY:
        with suppress(DatabaseError), transaction.atomic():
            SignIn.objects.filter(pk=row.pk).update(used_at=now)
