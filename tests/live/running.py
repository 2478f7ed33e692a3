"""A real server on the loopback, with a door that the test opens and shuts."""

from __future__ import annotations

import asyncio
import json
import socket as sockets
import threading
import time
from collections.abc import Callable, Collection, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from django.conf import settings
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from levelground.live.door import SignedOut
from levelground.live.hub import Hub
from levelground.live.socket import PageSockets

HOME = "https://peers.example"
ADA, BEN, CAI = 1, 2, 3
KEYS = {"ada": ADA, "ben": BEN, "cai": CAI}


@dataclass
class TestDoor:
    """Ada and Ben belong to session-7."""

    members: set[int] = field(default_factory=lambda: {ADA, BEN})
    versions: dict[str, int] = field(default_factory=lambda: {"session-7": 3})
    signed_out: set[str] = field(default_factory=set)
    asked: int = 0
    broken: bool = False
    __test__ = False

    def admit(self, session_key: str, topic: str) -> int | None:
        if session_key in self.signed_out or session_key not in KEYS:
            raise SignedOut
        person = KEYS[session_key]
        return person if topic in self.versions and person in self.members else None

    def version(self, topic: str) -> int:
        return self.versions[topic]

    def welcome(self, topic: str) -> Collection[int]:
        self.asked += 1
        if self.broken:
            raise OSError("the database is away")
        return set(self.members)

    def still_signed_in(self, keys: Collection[str]) -> Collection[str]:
        return set(keys) - self.signed_out


class Page:
    """What a browser's page has open."""

    def __init__(self, line: ClientConnection) -> None:
        self.line = line

    def says(self, **message: Any) -> None:
        self.line.send(json.dumps(message))

    def hears(self, within: float = 3.0) -> Any:
        return json.loads(self.line.recv(timeout=within))

    def hears_nothing(self, during: float = 0.3) -> bool:
        try:
            self.line.recv(timeout=during)
        except TimeoutError:
            return True
        return False

    def closed_with(self, within: float = 4.0) -> int | None:
        until = time.monotonic() + within
        while self.line.close_code is None and time.monotonic() < until:
            try:
                self.line.recv(timeout=0.05)
            except TimeoutError:
                pass
            except Exception:  # noqa: BLE001 - closed, with whatever code
                break
        return self.line.close_code


class Running:
    def __init__(self, hub: Hub, port: int) -> None:
        self.hub, self.port = hub, port

    @contextmanager
    def page(
        self,
        key: str = "ada",
        topic: str = "session-7",
        origin: str | None = HOME,
    ) -> Iterator[Page]:
        with connect(
            f"ws://127.0.0.1:{self.port}/live/{topic}/",
            origin=None if origin is None else Origin(origin),
            additional_headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={key}"} if key else {},
            close_timeout=0.5,
        ) as line:
            yield Page(line)


@contextmanager
def running(
    door: TestDoor,
    *,
    origins: Collection[str] = frozenset({HOME}),
    beside: Callable[[Hub], Coroutine[Any, Any, None]] | None = None,
) -> Iterator[Running]:
    hub = Hub(door, still_signed_in=door.still_signed_in)
    line = PageSockets(hub=hub, origins=origins)

    async def application(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await line(scope, receive, send)

    async def serve() -> None:
        tasks = [asyncio.create_task(hub.go_round())]
        if beside:
            tasks.append(asyncio.create_task(beside(hub)))
        await server.serve(sockets=[listening])
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    with sockets.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(application, lifespan="off", log_level="error")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield Running(hub, listening.getsockname()[1])
        server.should_exit = server.force_exit = True
        thread.join(timeout=5)


def until(claim: Any, within: float = 5.0) -> None:
    end = time.monotonic() + within
    while not claim():
        assert time.monotonic() < end
        time.sleep(0.02)
