"""Who is listening to what in this process, and what they have been told.

All of it happens on the event loop, except `reached` and `people`, which any thread may call.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field

from django.utils import timezone

from levelground.live.asgi import Send
from levelground.live.door import Door, NoDoor, doors
from levelground.live.models import SignIn
from levelground.live.sign_ins import fingerprint
from levelground.runtime.background import where
from levelground.runtime.threads import Threads

SOCKETS_EACH = 5  # per person and topic
ROUND_EVERY = 2.0  # seconds between two rounds: who was shut out is gone by then
READ_EVERY = 5  # rounds: whatever tick was lost is found by then
PATIENCE = 3  # rounds without an answer from the door, then everyone has to come in anew
BATCH = 50  # topics asked about in one go
GLIMPSE = 10.0  # seconds for which somebody who asked without an open line counts as there

SIGNED_OUT, NOT_WELCOME, NO_SUCH_THING, TOO_MUCH, BROKEN = 4401, 4403, 4404, 4429, 1011

log = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Socket:
    """One open page."""

    person: int
    sign_in: str
    send: Send
    informed: int | None = None
    telling: asyncio.Task[None] | None = None

    async def close(self, code: int) -> None:
        with suppress(OSError, RuntimeError):  # gone already
            await self.send({"type": "websocket.close", "code": code})


@dataclass(eq=False, slots=True)
class Room:
    """The open pages of one topic."""

    version: int = 0
    sockets: list[Socket] = field(default_factory=list)
    people: frozenset[int] = frozenset()
    announcing: asyncio.Task[None] | None = None
    unanswered: int = 0

    def count(self) -> None:
        self.people = frozenset(socket.person for socket in self.sockets)


class Hub:
    def __init__(
        self,
        door: Door | None = None,
        *,
        still_signed_in: Callable[[Collection[str]], Collection[str]] | None = None,
    ) -> None:
        self.door: Door = door or NoDoor()
        self._still_signed_in = still_signed_in or session_keys_still_good
        self._rooms: dict[str, Room] = {}
        self._glimpses: dict[str, dict[int, float]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._threads = Threads(2, "live")

    def people(self, topic: str) -> frozenset[int]:
        """Ids of the people who have this topic open in this process now. From any thread.

        Whoever asked for it a moment ago counts too: some networks let no line through, and some
        pages run no scripts.
        """
        room = self._rooms.get(topic)
        since = time.monotonic() - GLIMPSE
        lately = tuple(self._glimpses.get(topic, {}).items())
        seen = frozenset(person for person, at in lately if at >= since)
        return (room.people if room else frozenset()) | seen

    def glimpse(self, topic: str, person: int) -> None:
        """Somebody asked for this topic by an ordinary request. From any thread."""
        self._glimpses.setdefault(topic, {})[person] = time.monotonic()

    def reached(self, topic: str, version: int) -> None:
        """A topic has reached this version. From any thread; does nothing where nobody listens."""
        if self._loop and topic in self._rooms:
            with suppress(RuntimeError):  # the server has just stopped
                self._loop.call_soon_threadsafe(self._move_on, topic, version)

    async def admit(self, sign_in: str, topic: str) -> int | None:
        return await self._threads.run(self.door.admit, sign_in, topic)

    async def join(self, topic: str, socket: Socket) -> None:
        """Listen first, then read: nothing can fall between. Tell the page where things are."""
        self._loop = asyncio.get_running_loop()
        room = self._rooms.setdefault(topic, Room())
        room.sockets.append(socket)
        room.count()
        mine = [one for one in room.sockets if one.person == socket.person]
        for oldest in mine[:-SOCKETS_EACH]:
            self.leave(topic, oldest)
            await oldest.close(TOO_MUCH)
        version = await self._threads.run(self.door.version, topic)
        room.version = max(room.version, version)
        self._tell(room, socket)

    def leave(self, topic: str, socket: Socket) -> None:
        room = self._rooms.get(topic)
        if room and socket in room.sockets:
            room.sockets.remove(socket)
            room.count()
            if not room.sockets:
                del self._rooms[topic]

    async def go_round(self) -> None:
        """For ever: see out who is signed out or no longer welcome, and find lost ticks."""
        self._loop = asyncio.get_running_loop()
        turn = 0
        while True:
            await asyncio.sleep(ROUND_EVERY)
            turn += 1
            self._forget_glimpses()
            await self._see_out_the_signed_out()
            await self._see_to_all(read_versions=turn % READ_EVERY == 0)

    async def catch_up(self) -> None:
        """Read the version of every open topic: ticks may have been lost."""
        await self._see_to_all(read_versions=True)

    def _forget_glimpses(self) -> None:
        since = time.monotonic() - GLIMPSE
        for topic, seen in tuple(self._glimpses.items()):
            if all(at < since for at in tuple(seen.values())):
                self._glimpses.pop(topic, None)

    async def _see_out_the_signed_out(self) -> None:
        inside = {socket.sign_in for room in self._rooms.values() for socket in room.sockets}
        try:
            signed_in = set(await self._threads.run(self._still_signed_in, inside))
        except Exception as failure:  # noqa: BLE001 - whatever it is, the round goes on
            log.error("Sign-ins not read: %s", where(failure))  # noqa: TRY400 - see where
            return
        for topic, room in tuple(self._rooms.items()):
            for socket in tuple(room.sockets):
                if socket.sign_in in inside - signed_in:
                    self.leave(topic, socket)
                    await socket.close(SIGNED_OUT)

    async def _see_to_all(self, *, read_versions: bool) -> None:
        topics = tuple(self._rooms)
        for start in range(0, len(topics), BATCH):
            batch = topics[start : start + BATCH]
            answers = await self._threads.run(self._ask, batch, read_versions=read_versions)
            for topic, answer in answers.items():
                await self._heard(topic, answer)

    def _ask(
        self, topics: Collection[str], *, read_versions: bool
    ) -> dict[str, tuple[frozenset[int], int] | None]:
        """In a thread: who is welcome in each topic, and its version (0 where it was not read)."""
        answers: dict[str, tuple[frozenset[int], int] | None] = {}
        for topic in topics:
            try:
                version = self.door.version(topic) if read_versions else 0
                answers[topic] = frozenset(self.door.welcome(topic)), version
            except Exception as failure:  # noqa: BLE001 - one topic's fault is not the others'
                log.error("Door of %s did not answer: %s", topic, where(failure))  # noqa: TRY400
                answers[topic] = None
        return answers

    async def _heard(self, topic: str, answer: tuple[frozenset[int], int] | None) -> bool:
        """Act on the door's answer. False where there was none: then nobody is told anything."""
        room = self._rooms.get(topic)
        if not room:
            return False
        if answer is None:
            room.unanswered += 1
            if room.unanswered >= PATIENCE:
                await self._see_out(topic, room, tuple(room.sockets), BROKEN)
            return False
        room.unanswered = 0
        welcome, version = answer
        room.version = max(room.version, version)
        strangers = tuple(one for one in room.sockets if one.person not in welcome)
        await self._see_out(topic, room, strangers, NOT_WELCOME)
        for socket in tuple(room.sockets):
            self._tell(room, socket)
        return True

    async def _see_out(
        self, topic: str, room: Room, sockets: Collection[Socket], code: int
    ) -> None:
        for socket in sockets:
            self.leave(topic, socket)
            await socket.close(code)

    def _move_on(self, topic: str, version: int) -> None:
        room = self._rooms.get(topic)
        if room and version > room.version:
            room.version = version
            if room.announcing is None or room.announcing.done():
                room.announcing = asyncio.create_task(self._announce(topic, room))

    async def _announce(self, topic: str, room: Room) -> None:
        """Ask the door, then tell who is welcome; again if things moved on meanwhile."""
        announced = None
        while announced != room.version:
            announced = room.version
            answers = await self._threads.run(self._ask, (topic,), read_versions=False)
            if not await self._heard(topic, answers[topic]):
                return  # the next round tries again

    def _tell(self, room: Room, socket: Socket) -> None:
        behind = socket.informed is None or socket.informed < room.version
        if behind and (socket.telling is None or socket.telling.done()):
            socket.telling = asyncio.create_task(_keep_informed(room, socket))


async def _keep_informed(room: Room, socket: Socket) -> None:
    """A slow page is told the newest only, however much has happened meanwhile."""
    with suppress(OSError, RuntimeError):  # gone: its own task notices
        while socket.informed is None or socket.informed < room.version:
            socket.informed = room.version
            text = json.dumps({"version": socket.informed})
            await socket.send({"type": "websocket.send", "text": text})


def session_keys_still_good(keys: Collection[str]) -> frozenset[str]:
    """Those of these session keys with which somebody is still signed in."""
    wanted = {fingerprint(key): key for key in keys}
    marks = tuple(wanted)
    found: set[str] = set()
    for start in range(0, len(marks), 500):
        some = marks[start : start + 500]
        living = SignIn.objects.filter(session_key__in=some, expire_date__gt=timezone.now())
        found.update(wanted[mark] for mark in living.values_list("session_key", flat=True))
    return frozenset(found)


hub = Hub(doors)
