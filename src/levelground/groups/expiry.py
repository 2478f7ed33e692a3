"""Forgets, once an hour, whom we need not know: unanswered invitations, codes never typed."""

from __future__ import annotations

import asyncio

from levelground.accounts.actions import forget_unfinished
from levelground.groups.actions import forget_invitations
from levelground.live import background, clock

EVERY = 3600.0  # seconds


async def run() -> None:
    while True:
        await background.in_thread(_forget)
        await asyncio.sleep(EVERY)


def _forget() -> None:
    forget_invitations(clock.now())
    forget_unfinished(clock.now())
