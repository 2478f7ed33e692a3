"""Work that goes on beside the requests, in every server process, from start to stop.

An app hands over an async function in its `AppConfig.ready()`:

    background.add("session clock", run_the_clock)

A function that fails is called again, after a pause that grows while it keeps failing.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from levelground.live.threads import Threads

Work = Callable[[], Awaitable[None]]

SHORTEST_PAUSE = 0.5
LONGEST_PAUSE = 5.0

log = logging.getLogger(__name__)
_works: dict[str, Work] = {}
in_thread = Threads(2, "background").run  # for the database work of what is added here


def add(name: str, work: Work) -> None:
    """Have this done in every server process. The same name again replaces it."""
    _works[name] = work


@asynccontextmanager
async def going_on() -> AsyncIterator[None]:
    """Everything added goes on inside this block."""
    tasks = [asyncio.create_task(keep_going(name, work)) for name, work in _works.items()]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def keep_going(name: str, work: Work) -> None:
    pause = SHORTEST_PAUSE
    while True:
        began = time.monotonic()
        try:
            return await work()
        except Exception as failure:  # noqa: BLE001 - whatever it is, the work goes on
            if time.monotonic() - began > LONGEST_PAUSE:
                pause = SHORTEST_PAUSE
            log.error("%s failed and goes on: %s", name, where(failure))  # noqa: TRY400 - see where
            await asyncio.sleep(random.uniform(pause / 2, pause))  # noqa: S311 - not a secret
            pause = min(pause * 2, LONGEST_PAUSE)


def where(failure: BaseException) -> str:
    """The kind of a failure and its place. Not its text, which may quote somebody's words."""
    trace = failure.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f" in {trace.tb_frame.f_code.co_qualname}, line {trace.tb_lineno}" if trace else ""
    return f"{type(failure).__qualname__}{place}"
