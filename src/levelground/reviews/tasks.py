"""Counts sessions that are over for their groups' own pictures, beside the requests."""

from __future__ import annotations

import asyncio

from levelground.reviews.actions import forget_dismissals, tally
from levelground.runtime import background, clock

EVERY = 60.0  # seconds


async def run() -> None:
    while True:
        if not await background.in_thread(_count):
            await asyncio.sleep(EVERY)


def _count() -> int:
    forget_dismissals(clock.now())
    return tally()
