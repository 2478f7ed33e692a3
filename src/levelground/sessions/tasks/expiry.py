"""Forgets, once an hour, what need not be known any longer of sessions that are over."""

from __future__ import annotations

import asyncio

from levelground.live import background, clock
from levelground.sessions.actions.sessions import forget_past

EVERY = 3600.0  # seconds


async def run() -> None:
    while True:
        await background.in_thread(_forget)
        await asyncio.sleep(EVERY)


def _forget() -> None:
    forget_past(clock.now())
