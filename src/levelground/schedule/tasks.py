"""What goes on beside the requests: reminders, every minute; once an hour and at the start, whether
the rules of clocks have changed, and forgetting.
"""

from __future__ import annotations

import asyncio

from levelground.live import background, clock
from levelground.live.alone import alone
from levelground.schedule.actions import follow_zone_data, forget_past, remind

EVERY = 60.0  # seconds
HOURLY = 60  # times that


async def run() -> None:
    times = 0
    while True:
        await background.in_thread(alone, "reminders", remind)
        if times % HOURLY == 0:
            await background.in_thread(alone, "rules of clocks", follow_zone_data)
            await background.in_thread(alone, "past dates", _forget)
        times += 1
        await asyncio.sleep(EVERY)


def _forget() -> None:
    forget_past(clock.now())
