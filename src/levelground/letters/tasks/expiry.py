"""Forgets, once an hour, letters that were sent long ago."""

from __future__ import annotations

import asyncio

from levelground.letters.actions.letters import forget_letters
from levelground.live import background, clock

EVERY = 3600.0  # seconds


async def run() -> None:
    while True:
        await background.in_thread(_forget)
        await asyncio.sleep(EVERY)


def _forget() -> None:
    forget_letters(clock.now())
