"""A bad line between browsers and server: it delays, doubles and cuts requests and answers."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from typing import Self

from tests.faults.client import Line, LostError

Fault = str  # "" | "slow" | "slow-answer" | "twice" | "cut-before" | "cut-after"
FAULTS: tuple[Fault, ...] = ("slow", "slow-answer", "twice", "cut-before", "cut-after")


class Proxy:
    """Hands requests on to `port`. `choose` says what goes wrong with each that changes things."""

    def __init__(self, port: int, choose: Callable[[], Fault], *, slow: float = 0.05) -> None:
        self._upstream = port
        self._choose = choose
        self._slow = slow
        self._server: asyncio.Server | None = None
        self._lines: set[asyncio.Task[None]] = set()
        self.port = 0
        self.done: dict[Fault, int] = {}

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_error: object) -> None:
        if self._server:
            self._server.close()
        for line in self._lines:
            line.cancel()
        await asyncio.gather(*self._lines, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._lines.add(task)
        onward = Line(self._upstream)
        try:
            with suppress(OSError, EOFError, LostError, asyncio.CancelledError):
                while await self._pass_on(await _read_request(reader), onward, writer):
                    pass
        finally:
            onward.close()
            writer.close()
            self._lines.discard(task)

    async def _pass_on(self, request: bytes, onward: Line, writer: asyncio.StreamWriter) -> bool:
        """False: the line was cut."""
        fault = self._choose() if request.startswith(b"POST") else ""
        self.done[fault] = self.done.get(fault, 0) + 1
        if fault == "slow":
            await asyncio.sleep(random.random() * self._slow)  # noqa: S311
        if fault == "cut-before":
            return False
        if fault == "twice":
            second = Line(self._upstream)
            with suppress(LostError):
                await second.ask(request)
            second.close()
        answer = await _ask_raw(onward, request)
        if fault == "slow-answer":
            await asyncio.sleep(random.random() * self._slow)  # noqa: S311
        if fault == "cut-after":
            return False
        writer.write(answer)
        await writer.drain()
        return True


async def _read_request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        name, _colon, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return head + await reader.readexactly(length)


async def _ask_raw(line: Line, request: bytes) -> bytes:
    reply = await line.ask(request)
    head = "".join(f"{name}: {value}\r\n" for name, value in reply.headers.items())
    return f"HTTP/1.1 {reply.status} -\r\n{head}\r\n".encode("latin-1") + reply.body
