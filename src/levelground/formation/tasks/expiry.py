"""Once an hour: reminds who is silent, and finishes rounds whose people were asked long ago."""

from __future__ import annotations

import asyncio

from levelground.formation.actions.reminders import remind_silent
from levelground.formation.actions.seats import forget_old_rounds
from levelground.live import background, clock
from levelground.live.alone import alone

EVERY = 3600.0  # seconds


async def run() -> None:
    while True:
        await background.in_thread(_remind_and_forget)
        await asyncio.sleep(EVERY)


def _remind_and_forget() -> None:
    background.do_each(
        lambda: alone("reminders of seats", remind_silent),
        lambda: forget_old_rounds(clock.now()),
    )
