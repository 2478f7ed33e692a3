"""Sends the letters that wait in the outbox, in every server process, beside the requests.

A mail server may take a connection and say nothing: each try then costs its sender a timeout. So
codes, for which somebody is waiting, have senders of their own, and a batch of reminders has others.
"""

from __future__ import annotations

import asyncio
import logging

from levelground.letters.actions.letters import claim_next_letter, deliver, forget_expired
from levelground.letters.queries import stuck_letters
from levelground.runtime import background, clock
from levelground.runtime.threads import Threads

SENDERS_OF_CODES, OTHER_SENDERS = 3, 2
LOOK_EVERY = 1.0  # seconds
TIDY_EVERY = 60.0

log = logging.getLogger(__name__)
_threads = Threads(SENDERS_OF_CODES + OTHER_SENDERS, "letters")


async def run() -> None:
    """For `runtime.background`."""
    codes = [_send(short_lived=True) for _ in range(SENDERS_OF_CODES)]
    others = [_send(short_lived=False) for _ in range(OTHER_SENDERS)]
    async with asyncio.TaskGroup() as senders:
        for one in (*codes, *others, _tidy()):
            senders.create_task(one)


def send_next(*, short_lived: bool) -> bool:
    """Send the next letter that is due. True if there was one."""
    letter = claim_next_letter(short_lived=short_lived)
    if letter is None:
        return False
    deliver(letter)
    return True


def tidy() -> None:
    """Forget codes of which nothing can come any more; tell the operator of letters that do not leave."""
    forget_expired(clock.now())
    if stuck := stuck_letters(clock.now()):
        log.error("%s", stuck)


async def _send(*, short_lived: bool) -> None:
    while True:
        if not await _threads.run(send_next, short_lived=short_lived):
            await asyncio.sleep(LOOK_EVERY)


async def _tidy() -> None:
    while True:
        await background.in_thread(tidy)
        await asyncio.sleep(TIDY_EVERY)
