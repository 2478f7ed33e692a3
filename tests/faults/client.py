"""Members' browsers, as far as a fault test needs them: HTTP, a sign-in, buttons with keys.

Each keeps what it sent, when, and what it was told: the history that tests.history judges.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.faults.world import Person
from tests.history import Operation, Outcome, Read

PATIENCE = 15.0
TOKEN = "f" * 32  # what a CSRF cookie and the token beside it agree on
FORM = re.compile(r'<form[^>]*action="(/sessions/\d+/moves/)"[^>]*>(.*?)</form>', re.DOTALL)
HIDDEN = re.compile(r'<input\s+type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"')
RADIO = re.compile(r'type="(?:radio|checkbox)"\s+name="([^"]+)"\s+value="([^"]*)"')
DATA = re.compile(r'\bdata-(version|word|step|turn|asked)="([^"]*)"')


class LostError(Exception):
    """The line broke: whether the request had an effect is not known."""


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.body)
        return found

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A form on the page: what it would send."""

    name: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a member's page showed."""

    version: int
    data: Mapping[str, str]
    buttons: tuple[Button, ...]
    sent: float
    answered: float
    html: str


class Line:
    """One connection that comes back by itself. Requests go one after another."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, request: bytes) -> Reply:
        try:
            async with asyncio.timeout(PATIENCE):
                if self._writer is None or self._reader is None:
                    self._reader, self._writer = await asyncio.open_connection(
                        "127.0.0.1", self.port
                    )
                self._writer.write(request)
                await self._writer.drain()
                reply = await read_reply(self._reader)
        except (OSError, EOFError, TimeoutError, ValueError) as broken:
            self.close()
            raise LostError from broken
        if reply.headers.get("connection") == "close":
            self.close()
        return reply

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


async def read_reply(reader: asyncio.StreamReader) -> Reply:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    status = int(head[0].split(" ")[1])
    headers = {
        name.strip().lower(): value.strip()
        for name, _colon, value in (line.partition(":") for line in head[1:] if line)
    }
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Reply(status, headers, body)


@dataclass(slots=True)
class Member:
    """One member with one device."""

    person: Person
    port: int
    operations: dict[int, list[Operation]] = field(default_factory=dict)  # by session
    reads: dict[int, list[Read]] = field(default_factory=dict)
    answered: int = 0  # moves that were carried out
    line: Line = field(init=False)

    def __post_init__(self) -> None:
        self.line = Line(self.port)

    async def get(self, path: str, *, stage: bool = False) -> Reply:
        more = {"HX-Request": "true"} if stage else {}
        return await self.line.ask(self.request("GET", path, **more))

    async def look(self, session: int, *, stage: bool = True) -> Page:
        """Fetch what a tick makes a page fetch."""
        sent = time.monotonic()
        reply = await self.get(f"/sessions/{session}/", stage=stage)
        answered = time.monotonic()
        assert reply.status == 200, (reply.status, reply.body[:300])
        page = read_page(reply.text, sent=sent, answered=answered)
        self._note_read(session, page.version, sent, answered)
        return page

    async def look_at_ticks(self, session: int) -> int:
        sent = time.monotonic()
        reply = await self.get(f"/sessions/{session}/ticks/?since=0")
        version = reply.json["version"]
        assert isinstance(version, int)
        self._note_read(session, version, sent, time.monotonic())
        return version

    async def press(
        self,
        session: int,
        name: str,
        *fields: tuple[str, str],
        key: str = "",
        tries: int = 1,
    ) -> Operation:
        """Send a move until it is answered, at most so often, always with the same key."""
        key = key or str(uuid.uuid4())
        sent = time.monotonic()
        for _try in range(tries):
            try:
                reply = await self.send_move(session, name, *fields, key=key)
            except LostError:
                await asyncio.sleep(0.02)
                continue
            return self.note(session, name, key, sent, reply)
        return self.note(session, name, key, sent, None)

    async def send_move(
        self, session: int, name: str, *fields: tuple[str, str], key: str, line: Line | None = None
    ) -> Reply:
        """Once. Nothing is noted."""
        body = urlencode([("move", name), ("key", key), ("version", "0"), *fields])
        return await (line or self.line).ask(
            self.request("POST", f"/sessions/{session}/moves/", body=body)
        )

    def note(
        self, session: int, name: str, key: str, sent: float, reply: Reply | None
    ) -> Operation:
        """Keep what was asked and what came of it."""
        outcome: Outcome = "unknown"
        version = 0
        if reply is not None and reply.status in (200, 409):
            outcome = "done" if reply.status == 200 else "refused"
            version = int(str(reply.json["version"]))
        elif reply is not None and reply.status != 422:
            raise AssertionError(f"{name}: {reply.status} {reply.body[:300]!r}")
        elif reply is not None:
            outcome = "refused"
        self.answered += outcome == "done"
        operation = Operation(
            client=self.person.name,
            name=name,
            key=key,
            sent=sent,
            answered=time.monotonic() if reply is not None else None,
            outcome=outcome,
            version=version,
        )
        self.operations.setdefault(session, []).append(operation)
        return operation

    def request(self, method: str, path: str, *, body: str = "", **more: str) -> bytes:
        accept = "text/html" if method == "GET" and "ticks" not in path else "application/json"
        headers = {
            "Host": f"127.0.0.1:{self.port}",
            "Cookie": f"session={self.person.cookie}; csrf={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Accept": accept,
            **more,
        }
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Content-Length"] = str(len(body.encode()))
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"{method} {path} HTTP/1.1\r\n{head}\r\n{body}".encode()

    def _note_read(self, session: int, version: int, sent: float, answered: float) -> None:
        read = Read(client=self.person.name, sent=sent, answered=answered, version=version)
        self.reads.setdefault(session, []).append(read)


def read_page(html: str, *, sent: float, answered: float) -> Page:
    stage = html[html.index('id="stage"') :]
    data = dict(DATA.findall(stage[: stage.index("<section")]))
    return Page(
        version=int(data.pop("version")),
        data=data,
        buttons=tuple(_button(inside) for _action, inside in FORM.findall(stage)),
        sent=sent,
        answered=answered,
        html=html,
    )


def _button(inside: str) -> Button:
    hidden = dict(HIDDEN.findall(inside))
    choices = RADIO.findall(inside)
    detail = [(name, value) for name, value in hidden.items() if name not in NOT_DETAIL]
    return Button(name=hidden["move"], fields=(*detail, *choices[:1]))


NOT_DETAIL = ("move", "key", "version", "csrfmiddlewaretoken")
