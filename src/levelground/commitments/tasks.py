"""Reminds, every half an hour, of what is due by tomorrow; forgets what need not be known."""

from __future__ import annotations

import asyncio

from levelground.commitments.actions import forget_commitments, remind
from levelground.live import background, clock

EVERY = 1800.0  # seconds


async def run() -> None:
    while True:
        await background.in_thread(_go_round)
        await asyncio.sleep(EVERY)


def _go_round() -> None:
    background.do_each(
        lambda: remind(clock.now()),
        lambda: forget_commitments(clock.now()),
    )
