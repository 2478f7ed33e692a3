"""Letters leave as soon as they are written, so that a test finds them. Not in a test of the outbox."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend
from django.db.models.signals import post_save


class AwayBackend(BaseEmailBackend):
    """For `OUTBOX_BACKEND`: nobody is at home at the mail server."""

    def send_messages(self, email_messages: Any) -> int:
        raise ConnectionRefusedError


@contextmanager
def letters_leave_at_once() -> Iterator[None]:
    from levelground.letters.models import Letter  # noqa: PLC0415  Django first

    post_save.connect(_send, sender=Letter)
    try:
        yield
    finally:
        post_save.disconnect(_send, sender=Letter)


@contextmanager
def letters_wait() -> Iterator[None]:
    """For a test of the outbox itself, inside `letters_leave_at_once`."""
    from levelground.letters.models import Letter  # noqa: PLC0415  Django first

    was_connected = post_save.disconnect(_send, sender=Letter)
    try:
        yield
    finally:
        if was_connected:
            post_save.connect(_send, sender=Letter)


def _send(instance: Any, *, created: bool, **_more: object) -> None:
    from levelground.letters.actions.letters import deliver  # noqa: PLC0415  Django first

    if created:
        deliver(instance)
