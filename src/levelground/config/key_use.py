"""Says in the security log that a server process has begun to use the key file."""

from __future__ import annotations

from levelground.audit.actions import record
from levelground.core.audit import EntryKind
from levelground.runtime import background
from levelground.sealing.envelope import key_names


async def note_start() -> None:
    """For `runtime.background`: once, when the process starts. The name of a key opens nothing."""
    await background.in_thread(_note)


def _note() -> None:
    record(EntryKind.KEY_USED, act="server started", about=f"key {key_names()[0]}")
