"""The time, as this process tells it: it never jumps and never runs backwards.

Read once from the wall at the start, then counted by a clock that nobody can set. So a wall clock
that is put right, or wrong, in the middle of a session moves no turn. It counts on while the
machine sleeps, where the system has such a clock.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

APART = timedelta(seconds=5)
LOOK_EVERY = 60.0  # seconds

log = logging.getLogger(__name__)


class Clock:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._start = datetime.now(UTC) - _counted()
        self._held: datetime | None = None

    def now(self) -> datetime:
        return self._held or self._start + _counted()

    def anchor(self, not_before: datetime) -> None:
        """Go forward to at least this time: what is written down has already happened."""
        with self._lock:
            behind = not_before - (self._start + _counted())
            self._start += max(behind, timedelta(0))

    def apart_from_the_wall(self) -> timedelta:
        """How far the wall clock is ahead of us (negative: behind)."""
        return datetime.now(UTC) - self.now()

    @contextmanager
    def held(self, at: datetime) -> Iterator[None]:
        """Stand still at this time, in all threads. For tests, and for building a demo's past."""
        before, self._held = self._held, at
        try:
            yield
        finally:
            self._held = before


def _counted() -> timedelta:
    if boot := getattr(time, "CLOCK_BOOTTIME", None):  # Linux: goes on while the machine sleeps
        return timedelta(seconds=time.clock_gettime(boot))
    return timedelta(seconds=time.monotonic())


async def watch() -> None:
    """For ever: say so when the wall clock and we have come apart."""
    while True:
        await asyncio.sleep(LOOK_EVERY)
        if abs(apart := apart_from_the_wall()) > APART:
            log.warning(
                "The wall clock is %+.0f s from ours. Put it right, then restart between sessions.",
                apart.total_seconds(),
            )


_clock = Clock()
now = _clock.now
anchor = _clock.anchor
apart_from_the_wall = _clock.apart_from_the_wall
held = _clock.held
