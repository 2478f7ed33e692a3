"""Work that goes on beside the requests, in every server process, from start to stop.

`config.wiring` says what that is, on one page:

    background.every(HOUR, "retention", forget_what_is_over)
    background.add("session clock", run_the_clock)  # goes on as it likes

A function that fails is called again, after a pause that grows while it keeps failing; the operator
is told of it (`runtime.failures`). What needs no open page may go on apart from the server:
`add(…, apart=True)`, see `manage.py work`.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial

from django.conf import settings

from levelground.runtime import clock
from levelground.runtime.advisory_lock import in_one_process
from levelground.runtime.failures import note_failure
from levelground.runtime.threads import Threads

Work = Callable[[], Awaitable[None]]
Job = Callable[[datetime], object]

SHORTEST_PAUSE = 0.5
LONGEST_PAUSE = 5.0

log = logging.getLogger(__name__)
_works: dict[str, Work] = {}
_apart: set[str] = set()
_noting: dict[str, asyncio.Task[None]] = {}
in_thread = Threads(2, "background").run  # for the database work of what is added here
_in_thread_of_notes = Threads(1, "failures").run


def add(name: str, work: Work, *, apart: bool = False) -> None:
    """Have this done in every server process. The same name again replaces it.

    `apart`: it may as well be done by a process of its own, where the operator has set that up.
    """
    _works[name] = work
    _apart.discard(name)
    if apart:
        _apart.add(name)


def every(seconds: float, name: str, *jobs: Job, apart: bool = False) -> None:
    """Have these done one after the other, when the server starts and then so often.

    Each is given the time. One that fails holds up no other; then all are tried again soon.
    """

    def go_round() -> None:
        do_each(*(partial(job, clock.now()) for job in jobs))

    async def work() -> None:
        while True:
            await in_thread(go_round)
            await asyncio.sleep(seconds)

    add(name, work, apart=apart)


def in_one_process_at(name: str, job: Job) -> Job:
    """The same job, in one process at a time: whoever comes second leaves it to the first."""
    return lambda at: in_one_process(name, lambda: job(at))


@asynccontextmanager
async def going_on() -> AsyncIterator[None]:
    """What is a server's to do goes on inside this block."""
    async with _going_on(set(_works) - _apart if settings.WORK_APART else set(_works)):
        yield


@asynccontextmanager
async def going_on_apart() -> AsyncIterator[None]:
    """What needs no open page goes on inside this block."""
    async with _going_on(set(_apart)):
        yield


@asynccontextmanager
async def _going_on(names: set[str]) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(keep_going(name, _works[name])) for name in sorted(names)]
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
            _begin_to_note(name, where(failure))
            await asyncio.sleep(random.uniform(pause / 2, pause))  # noqa: S311 - not a secret
            pause = min(pause * 2, LONGEST_PAUSE)


def do_each(*works: Callable[[], object]) -> None:
    """Do all of these. One that fails holds up no other, and is raised when the others are done."""
    failures = []
    for work in works:
        try:
            work()
        except Exception as failure:  # noqa: BLE001 - raised below
            failures.append(failure)
    for another in failures[1:]:
        log.error("This failed, too: %s", where(another))
    if failures:
        raise failures[0]


def _begin_to_note(name: str, place: str) -> None:
    """For the operator. Nothing waits for it: a database that hangs may be why the work failed."""
    if name not in _noting or _noting[name].done():
        _noting[name] = asyncio.create_task(_note(name, place))


async def _note(name: str, place: str) -> None:
    try:
        await _in_thread_of_notes(note_failure, name=name, where=place)
    except Exception as another:  # noqa: BLE001 - the database may be what is away
        log.error("That it failed could not be written down: %s", where(another))  # noqa: TRY400


def where(failure: BaseException) -> str:
    """The kind of a failure and its place. Not its text, which may quote somebody's words."""
    trace = failure.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f" in {trace.tb_frame.f_code.co_qualname}, line {trace.tb_lineno}" if trace else ""
    return f"{type(failure).__qualname__}{place}"
