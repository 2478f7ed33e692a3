"""Forgets, once an hour, sign-ins that are over, limits that are full again, and old keys of backups."""

from __future__ import annotations

import asyncio

from levelground.audit.actions import record
from levelground.core.audit import Kind
from levelground.credentials.actions import forget_devices
from levelground.limits.actions import forget_usage
from levelground.live import background, clock
from levelground.live.alone import alone
from levelground.live.failures import forget_failures
from levelground.mine.actions import forget_sign_ins, shrink_log
from levelground.mine.copies import destroy_old_keys, sweep
from levelground.mine.vacuum import vacuum_at_night

EVERY = 3600.0  # seconds


async def run() -> None:
    while True:
        await background.in_thread(_forget)
        await asyncio.sleep(EVERY)


def _forget() -> None:
    background.do_each(
        lambda: forget_sign_ins(clock.now()),
        lambda: forget_devices(clock.now()),
        lambda: forget_usage(clock.now()),
        _destroy_old_keys,
        sweep,
        lambda: forget_failures(clock.now()),
        lambda: alone("clearing what was erased", lambda: vacuum_at_night(clock.now())),
        shrink_log,  # of what everybody else has let go of in this hour
    )


def _destroy_old_keys() -> None:
    if number := destroy_old_keys(clock.now()):
        record(Kind.KEY_USED, act="backup keys destroyed", about=f"{number} keys")
