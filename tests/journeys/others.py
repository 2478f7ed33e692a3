"""The other members of a group, without browsers: they press what a test tells them to."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from tests.faults.client import Member
from tests.faults.world import Group
from tests.history import Operation

PROCESS = "solution-focused-reflecting-team"


class Others:
    """All members of a group on lines of their own, beside the browser's loop."""

    def __init__(self, group: Group, session: int, port: int) -> None:
        self.group, self.session = group, session
        self._thread = ThreadPoolExecutor(1)
        self._loop = asyncio.new_event_loop()
        self.members = [Member(person, port) for person in group.people]

    def press(self, who: int, name: str, **fields: str) -> Operation:
        pressed = self.members[who].press(self.session, name, *fields.items(), tries=3)
        found: Operation = self._wait(pressed)
        return found

    def all_press(self, name: str, *, but: int = -1) -> None:
        for who in range(len(self.members)):
            if who != but:
                self.press(who, name)

    def agree(self, ask: str, *, by: int, **fields: str) -> None:
        """Somebody proposes, and the others say yes until that is enough."""
        self.press(by, f"propose-{ask}", **fields)
        for who in range(len(self.members)):
            if who != by:
                self.press(who, "yes")

    def in_background(self, who: int, name: str, times: int) -> Future[None]:
        """Press this so often, while the browser does something else."""

        async def press() -> None:
            for _time in range(times):
                await self.members[who].press(self.session, name)

        return self._thread.submit(self._loop.run_until_complete, press())

    def bring_to_the_work(self) -> None:
        """From the lobby to the first step of the process; the first member presents."""
        self.all_press("join")
        self.press(0, "open")
        self.all_press("ready")
        self.press(0, "offer")
        self.agree("presenters", by=0, presenters=str(self.group.people[0].member))
        self.agree("process", by=0, process=PROCESS)

    def close(self) -> None:
        for member in self.members:
            self._thread.submit(self._loop.call_soon_threadsafe, member.line.close)
        self._wait(asyncio.sleep(0.01))
        self._thread.submit(self._loop.close)
        self._thread.shutdown()

    def _wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self._thread.submit(self._loop.run_until_complete, work).result()
