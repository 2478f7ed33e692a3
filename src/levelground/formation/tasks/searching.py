"""What goes on beside the requests: searches, each in a process of its own.

A search belongs to whoever holds its lease. A server that is killed leaves a lease behind that runs
out, and another one begins the search again from its seed (docs/decisions/0005).
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import uuid
from contextlib import suppress
from datetime import timedelta
from importlib import import_module
from typing import Any

from levelground.core.formation.reading.rules_writer import written
from levelground.formation.actions.search_runs import (
    finish_search,
    hold_search,
    let_go_of_search,
    take_search,
)
from levelground.formation.domain.roster import to_plain
from levelground.formation.models import Round, Search
from levelground.formation.queries.rounds import given_to
from levelground.runtime import clock
from levelground.runtime.threads import Threads

EVERY = 0.5  # seconds between two looks for something to do
LEASE = timedelta(seconds=5)
TELL_EVERY = 0.5  # seconds
LARGEST_LINE = 64 * 1024 * 1024

log = logging.getLogger(__name__)
_threads = Threads(1, "formation")
_me = str(uuid.uuid4())


class Broken(Exception):
    """The search's process ended without an answer."""


async def run() -> None:
    """For ever: carry out what is asked for, one search at a time."""
    is_warm = False
    while True:
        await asyncio.sleep(EVERY)
        if not is_warm and await _threads.run(Round.objects.exists):
            is_warm = True
            await _threads.run(_load)
            await _warm_up()
        search = await _threads.run(take_search, holder=_me, until=clock.now() + LEASE)
        if search is not None:
            await _carry_out(search)


def task_of(search: Search) -> dict[str, Any]:
    """What the search's process has to know."""
    listed, rules, weights = given_to(search)
    return {
        "people": [to_plain(person) for person in listed.people],
        "rules": written(rules, weights),
        "kept": search.kept,
        "gone": sorted(listed.gone),
        "seconds": search.seconds,
        "seed": search.seed,
    }


def _load() -> None:
    """Read what the pages of a proposal need, before the first of them is asked for."""
    for module in ("explaining.confidential", "explaining.table"):
        import_module(f"levelground.core.formation.{module}")


async def _warm_up() -> None:
    """Have the search compiled before anybody waits for it; only the first time takes long."""
    process = await _process("--warm-up")
    try:
        await process.wait()
    finally:
        await _end(process)


async def _carry_out(search: Search) -> None:
    has_failed = True
    try:
        task = await _threads.run(task_of, search)
        process = await _process()
        try:
            await _talk(search, process, json.dumps(task))
        finally:
            await _end(process)
    except asyncio.CancelledError:
        has_failed = False  # the server ends; nothing is wrong with the search
        raise
    except Broken:
        log.error("Search %d broke off.", search.pk)  # noqa: TRY400 - no trace to tell
    finally:
        # Where the search has ended, there is nothing to let go of.
        let_go = _threads.run(let_go_of_search, search=search, holder=_me, has_failed=has_failed)
        await asyncio.shield(let_go)


async def _talk(search: Search, process: asyncio.subprocess.Process, task: str) -> None:
    if process.stdin is None or process.stdout is None:
        raise Broken
    process.stdin.write(task.encode() + b"\n")
    await process.stdin.drain()
    report: dict[str, Any] = {}
    reading = asyncio.create_task(process.stdout.readline())
    is_announced = False
    try:
        while True:
            done, _ = await asyncio.wait({reading}, timeout=TELL_EVERY)
            if done:
                line = reading.result()
                if not line:
                    raise Broken
                report = json.loads(line)
                if "answer" in report:
                    break
                reading = asyncio.create_task(process.stdout.readline())
                if report.get("at", 0) and clock.now().timestamp() - report["at"] < TELL_EVERY:
                    continue
            shall_stop = await _threads.run(
                hold_search, search=search, holder=_me, until=clock.now() + LEASE, progress=report
            )
            if shall_stop is None:
                return  # somebody else has it, or it is gone
            if shall_stop and not is_announced:
                is_announced = True
                process.stdin.write(b"stop\n")
                await process.stdin.drain()
    finally:
        reading.cancel()
    await _threads.run(
        finish_search,
        search=search,
        holder=_me,
        answer=report["answer"],
        explanations=report["explanations"],
    )


async def _process(*arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "levelground.formation.domain.search_worker",
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=LARGEST_LINE,
    )


async def _end(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()
