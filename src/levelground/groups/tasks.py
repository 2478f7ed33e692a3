"""Forgets, once an hour, whom we need not know, and closes groups that ended long enough ago."""

from __future__ import annotations

import asyncio

from levelground.accounts.actions.people import forget_unfinished
from levelground.groups.actions.decisions import forget_questions
from levelground.groups.actions.groups import close_ended_groups, forget_invitations
from levelground.live import background, clock

EVERY = 3600.0  # seconds


async def run() -> None:
    while True:
        await background.in_thread(_forget)
        await asyncio.sleep(EVERY)


def _forget() -> None:
    background.do_each(
        lambda: forget_invitations(clock.now()),
        lambda: forget_questions(clock.now()),
        lambda: close_ended_groups(clock.now()),
        lambda: forget_unfinished(clock.now()),
    )
