"""Forgets, once an hour, sign-ins that are over and limits that are full again."""

from __future__ import annotations

import asyncio

from levelground.credentials.actions import forget_devices
from levelground.limits.actions import forget_usage
from levelground.live import background, clock
from levelground.live.alone import alone
from levelground.live.failures import forget_failures
from levelground.mine.actions.closing import forget_sign_ins, shrink_log
from levelground.mine.actions.vacuum import vacuum_at_night

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
        lambda: forget_failures(clock.now()),
        lambda: alone("clearing what was erased", lambda: vacuum_at_night(clock.now())),
        shrink_log,  # of what everybody else has let go of in this hour
    )
