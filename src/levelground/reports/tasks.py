"""Counts sessions that are over, then freezes figures of quarters that are, beside the requests."""

from __future__ import annotations

import asyncio

from levelground.reports.actions.certificates import forget_unconfirmed, sum_up
from levelground.reports.actions.freezing import freeze
from levelground.runtime import background, clock

EVERY = 60.0  # seconds


async def run() -> None:
    while True:
        if not await background.in_thread(_count):
            await asyncio.sleep(EVERY)


def _count() -> int:
    forget_unconfirmed(clock.now())
    counted = sum_up()
    if not counted:  # a quarter is frozen when all its sessions are counted
        freeze(clock.now())
    return counted
