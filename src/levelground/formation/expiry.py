"""Finishes, once an hour, rounds whose people were asked long ago: what they said goes."""

from __future__ import annotations

import asyncio

from levelground.formation.confirming import forget_old_rounds
from levelground.live import background, clock

EVERY = 3600.0  # seconds


async def run() -> None:
    while True:
        await background.in_thread(_forget)
        await asyncio.sleep(EVERY)


def _forget() -> None:
    forget_old_rounds(clock.now())
