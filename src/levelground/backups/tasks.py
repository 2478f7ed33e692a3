"""Once an hour: destroys the keys of old backups, and sweeps up what killed ones left."""

from __future__ import annotations

import asyncio

from levelground.audit.actions import record
from levelground.backups.actions import destroy_old_keys, sweep
from levelground.core.audit import EntryKind
from levelground.live import background, clock

EVERY = 3600.0  # seconds


async def run() -> None:
    while True:
        await background.in_thread(_destroy)
        await asyncio.sleep(EVERY)


def _destroy() -> None:
    background.do_each(_destroy_old_keys, sweep)


def _destroy_old_keys() -> None:
    if number := destroy_old_keys(clock.now()):
        record(EntryKind.KEY_USED, act="backup keys destroyed", about=f"{number} keys")
