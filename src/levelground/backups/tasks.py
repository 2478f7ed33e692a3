"""Destroys the keys of old backups, and says so in the security log."""

from __future__ import annotations

from datetime import datetime

from levelground.audit.actions import record
from levelground.backups.actions import destroy_old_keys
from levelground.core.audit import EntryKind


def destroy_keys_when_due(at: datetime) -> None:
    if number := destroy_old_keys(at):
        record(EntryKind.KEY_USED, act="backup keys destroyed", about=f"{number} keys")
