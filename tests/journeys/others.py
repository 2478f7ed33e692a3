"""The other members of a group, without browsers: they are there, and press what a test tells them to."""

from __future__ import annotations

import asyncio
import threading
import uuid
from collections.abc import Coroutine
from concurrent.futures import Future
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from tests.faults.client import Member, Page
from tests.faults.world import Group, Person
from tests.history import Operation

PROCESS = "solution-focused-reflecting-team"


class Others:
    """All members of a group beside the browser, each with a page open.

    Their loop runs in a thread of its own: whoever has no page open for half a minute is gone from
    the session, and a browser may take that long on a busy machine.
    """

    def __init__(self, group: Group, session: int, port: int) -> None:
        self.group, self.session, self.port = group, session, port
        self.version = 0  # the newest that one of them was told
        self.members = [Member(person, port) for person in group.people]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._listening: list[asyncio.Task[None]] = []
        self._pages = [self._wait(self._open(person)) for person in group.people]

    def press(self, who: int, name: str, **fields: str) -> Operation:
        """Whatever comes of it."""
        found: Operation = self._wait(
            self.members[who].press(self.session, name, *fields.items(), tries=3)
        )
        self.version = max(self.version, found.version)
        return found

    def does(self, who: int, name: str, **fields: str) -> None:
        """It is allowed, and done when this returns."""
        pressed = self.press(who, name, **fields)
        assert pressed.outcome == "done", pressed

    def look(self, who: int) -> Page:
        """What their page shows now."""
        page: Page = self._wait(self.members[who].look(self.session))
        self.version = max(self.version, page.version)
        return page

    def say(self, who: int, what: str, **fields: str) -> None:
        """Send what is no button: words, worth. It is kept when this returns."""
        member = self.members[who]
        body = urlencode({"id": str(uuid.uuid4()), **fields})
        asked = member.request("POST", f"/sessions/{self.session}/{what}/", body=body)
        reply = self._wait(member.line.ask(asked))
        assert reply.status == 200, (what, reply.status, reply.body[:300])

    def all_do(self, name: str, *, but: int = -1) -> None:
        for who in range(len(self.members)):
            if who != but:
                self.does(who, name)

    def all_say_yes(self, *, but: int) -> None:
        """One after another. Once that is enough there is nothing left to answer."""
        for who in range(len(self.members)):
            if who != but:
                self.press(who, "yes")

    def agree(self, ask: str, *, by: int, **fields: str) -> None:
        self.does(by, f"propose-{ask}", **fields)
        self.all_say_yes(but=by)

    def press_again_and_again(self, who: int, name: str, until: threading.Event) -> Future[int]:
        """Until told to stop, while the browser does something else. Says how often."""

        async def press() -> int:
            times = 0
            while not until.is_set():
                pressed = await self.members[who].press(self.session, name)
                assert pressed.outcome == "done", pressed
                self.version = max(self.version, pressed.version)
                times += 1
                await asyncio.sleep(0.02)
            return times

        return asyncio.run_coroutine_threadsafe(press(), self._loop)

    def bring_to_the_work(self) -> None:
        """From the lobby to the first step of the process; the first member presents."""
        self.all_do("join")
        self.does(0, "open")
        self.all_do("ready")
        self.does(0, "offer")
        self.agree("presenters", by=0, presenters=str(self.group.people[0].member))
        self.agree("process", by=0, process=PROCESS)

    def close(self) -> None:
        for page in self._pages:
            self._wait(page.close())
        self._loop.call_soon_threadsafe(self._hang_up)
        self._thread.join()
        self._loop.close()

    def _hang_up(self) -> None:
        for member in self.members:
            member.line.close()
        self._loop.call_soon(self._loop.stop)

    async def _open(self, person: Person) -> ClientConnection:
        page = await connect(
            f"ws://127.0.0.1:{self.port}/live/session-{self.session}/",
            origin=Origin(f"http://127.0.0.1:{self.port}"),
            additional_headers={"Cookie": f"session={person.cookie}"},
        )
        await page.recv()  # where things are: from now on they are there
        self._listening.append(self._loop.create_task(_listen(page)))
        return page

    def _wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()


async def _listen(page: ClientConnection) -> None:
    with suppress(Exception):  # closed
        async for _message in page:
            pass
