"""Faults put in on purpose, so that the tests can show that they would notice.

Only a seed of tests.faults.server puts them in; nothing in `src` knows of them.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

LATE = 0.05  # seconds between the answer and the commit


class _NotYet(Exception):
    pass


def answer_before_commit() -> None:
    """The answer goes out; what it promises is stored a moment later."""
    from django.db import connection, transaction  # noqa: PLC0415

    from levelground.sessions.actions import sessions  # noqa: PLC0415
    from levelground.sessions.views import session as views  # noqa: PLC0415

    honest = sessions.make_move

    def make_move(**asked: Any) -> Any:
        answer = None
        try:
            with transaction.atomic():
                answer = honest(**asked)
                raise _NotYet  # noqa: TRY301  so that nothing is stored yet
        except _NotYet:
            threading.Thread(target=later, kwargs=asked, daemon=True).start()
        return answer

    def later(**asked: Any) -> None:
        time.sleep(LATE)
        honest(**asked)
        connection.close()

    setattr(views, "make_move", make_move)  # noqa: B010  the fault, put in


def no_receipts() -> None:
    """No move is ever recognised as one that was made before."""
    from levelground.sessions.actions import sessions  # noqa: PLC0415

    sessions._mark = lambda *_asked: secrets.token_hex(32)


def follow_the_wall() -> None:
    """The server's time is whatever the wall clock says."""
    from levelground.runtime import clock  # noqa: PLC0415

    clock.now = lambda: datetime.now(UTC)
    clock.anchor = lambda _not_before: None  # type: ignore[assignment]


def forget_who_is_ready() -> None:
    """One kind of event no longer changes the state that is served."""
    from levelground.core.session import evolve as evolve_  # noqa: PLC0415
    from levelground.core.session.events import MemberReady  # noqa: PLC0415
    from levelground.sessions import store  # noqa: PLC0415
    from levelground.sessions.actions import sessions  # noqa: PLC0415

    honest = evolve_

    def evolve(state: Any, event: Any) -> Any:
        return state if isinstance(event, MemberReady) else honest(state, event)

    for module in (store, sessions):
        setattr(module, "evolve", evolve)  # noqa: B010  the fault, put in


def note_before_the_reminder() -> None:
    """That somebody was reminded is stored by itself, and the letter a moment later."""
    from levelground.schedule.actions import letters, reminders  # noqa: PLC0415

    def tell_one(*asked: Any, **more: Any) -> None:
        time.sleep(LATE)
        letters.tell_one(*asked, **more)

    setattr(reminders, "tell_one", tell_one)  # noqa: B010  the fault, put in
    setattr(reminders, "_remind_one", getattr(reminders._remind_one, "__wrapped__"))  # noqa: B009, B010


def sent_before_it_is() -> None:
    """A letter counts as sent before the mail server has it."""
    from levelground.letters.actions import letters  # noqa: PLC0415
    from levelground.letters.models import Letter  # noqa: PLC0415
    from levelground.runtime import clock  # noqa: PLC0415

    honest = letters._hand_over

    def hand_over(letter: Any, mail: Any) -> None:
        Letter.objects.filter(pk=letter.pk).update(sent_at=clock.now())
        honest(letter, mail)

    setattr(letters, "_hand_over", hand_over)  # noqa: B010  the fault, put in


def impatient() -> None:
    """SQLite waits a second for a lock, not twenty: so that a test need not."""
    from django.db import connections  # noqa: PLC0415

    connections.settings["default"]["OPTIONS"]["timeout"] = 1


def as_it_was() -> None:
    """What a page mails leaves in the page's own thread, and strangers queue with members."""
    from django.conf import settings  # noqa: PLC0415

    from levelground.config import asgi  # noqa: PLC0415

    settings.EMAIL_BACKEND = settings.OUTBOX_BACKEND
    setattr(asgi.application._pages, "_apart", ())  # noqa: B010
    logging.disable()  # each page that fails would say so


PLANTS: dict[str, Callable[[], None]] = {
    "answer-before-commit": answer_before_commit,
    "no-receipts": no_receipts,
    "follow-the-wall": follow_the_wall,
    "forget-who-is-ready": forget_who_is_ready,
    "note-before-the-reminder": note_before_the_reminder,
    "sent-before-it-is": sent_before_it_is,
    "impatient": impatient,
    "as-it-was": as_it_was,
}
