"""What the operator has to look at, in sentences: for the log, `check`, `/readyz` and a daily email.

Says how many and where, never whose. Asking changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings

from levelground.backups.actions import KEPT, overdue_keys, stray_files
from levelground.letters.actions.letters import tell_operator
from levelground.letters.queries import lately_given_up, long_waiting
from levelground.runtime import clock
from levelground.runtime.failures import failing_works
from levelground.sealing import envelope
from levelground.sealing.envelope import Unopenable

GRACE = timedelta(hours=2)  # for what is done once an hour

log = logging.getLogger(__name__)


def troubles() -> list[str]:
    """What is wrong now; nothing while all is well."""
    return [*_of_the_key_file(), *_of_background_work(), *_of_letters(), *_of_backup_keys()]


def tell(_at: datetime) -> None:
    """Into the log, and to the operator once a day."""
    found = troubles()
    for trouble in found:
        log.error("%s", trouble)
    tell_operator(troubles=found)


def _of_the_key_file() -> Iterator[str]:
    try:
        missing = envelope.missing_keys()
    except Unopenable as wrong:
        yield f"{wrong} Put the copy of the key file back at {settings.LEVELGROUND_KEY_FILE}."
        return
    for name, rows in missing.items():
        yield (
            f"{rows} rows of the database are sealed with the key {name}, which is not in the key "
            "file. They wait and nothing is deleted. Put the right key file back, or add that line."
        )


def _of_background_work() -> Iterator[str]:
    for work in failing_works(clock.now()):
        yield (
            f"“{work.name}” has failed {work.times} times since {work.since:%d %B %H:%M} UTC, "
            f"last at {work.last_at:%H:%M} with {work.where}. It is tried again."
        )


def _of_letters() -> Iterator[str]:
    if waiting := long_waiting(clock.now()).count():
        yield (
            f"{waiting} emails have waited for more than a day. Look at the mail server, and in the "
            "log for emails that do not open."
        )
    if given_up := lately_given_up(clock.now()).count():
        yield f"{given_up} emails were given up in the last day. Look at the mail server."


def _of_backup_keys() -> Iterator[str]:
    if strays := len(stray_files()):
        yield (
            f"{strays} files in {settings.BACKUP_KEYS} are not keys that we made. We do not destroy "
            "them, so if one is the copy of a key, its backup still opens. Look, then remove them."
        )
    if overdue := len(overdue_keys(clock.now() - GRACE)):
        yield (
            f"{overdue} keys in {settings.BACKUP_KEYS} are older than {KEPT.days} days and were not "
            "destroyed. Their backups still open. See that the server may write in that folder."
        )
