"""Erases words whose time is over, and those of groups that have ended, every few minutes."""

from __future__ import annotations

import asyncio

from levelground.live import background, clock
from levelground.words.actions.words import erase_expired, shred_ended_groups

EVERY = 300.0  # seconds; until then `read` passes over them


async def run() -> None:
    while True:
        await background.in_thread(_erase)
        await asyncio.sleep(EVERY)


def _erase() -> None:
    background.do_each(
        lambda: erase_expired(clock.now()),
        lambda: shred_ended_groups(clock.now()),
    )
