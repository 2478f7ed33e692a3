"""Once an hour: what waits gets its place in the chain, what is a year old goes, the head is said.

The line in the server's log stands outside the database: whoever changes the one must change both.
"""

from __future__ import annotations

import asyncio
import logging

from levelground.audit.actions import drop_old_chains, link
from levelground.audit.queries import newest_chain
from levelground.live import background, clock

EVERY = 3600.0  # seconds

log = logging.getLogger(__name__)


async def run() -> None:
    while True:
        await background.in_thread(keep_up)
        await asyncio.sleep(EVERY)


def keep_up() -> None:
    while link():
        pass
    drop_old_chains(clock.now())
    if chain := newest_chain():
        log.info("The security log has come to %s.", chain.head)
