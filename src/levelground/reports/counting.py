"""Counts sessions that are over, in every server process, beside the requests."""

from __future__ import annotations

import asyncio

from levelground.live import background, clock
from levelground.reports.actions import forget_unconfirmed, sum_up

EVERY = 60.0  # seconds


async def run() -> None:
    while True:
        if not await background.in_thread(_count):
            await asyncio.sleep(EVERY)


def _count() -> int:
    forget_unconfirmed(clock.now())
    return sum_up()
