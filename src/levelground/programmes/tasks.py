"""Letters whose time has come, every minute; reminders and forgetting, once an hour."""

from __future__ import annotations

import asyncio

from levelground.live import background, clock
from levelground.programmes.actions.invitations import forget, post_due, remind_due

EVERY_MINUTE = 60.0  # seconds
EVERY_HOUR = 3600.0


async def run_letters() -> None:
    while True:
        await background.in_thread(_post)
        await asyncio.sleep(EVERY_MINUTE)


async def run() -> None:
    while True:
        await background.in_thread(_remind_and_forget)
        await asyncio.sleep(EVERY_HOUR)


def _post() -> None:
    post_due(clock.now())


def _remind_and_forget() -> None:
    background.do_each(
        lambda: remind_due(clock.now()),
        lambda: forget(clock.now()),
    )
