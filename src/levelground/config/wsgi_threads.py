"""Serves Django's pages over ASGI from a few threads that keep their database connections.

Why not Django's own ASGI handler: docs/decisions/0001. A thread is taken only when the whole
request has arrived, and given back before the answer is sent: a slow or hostile line holds none.
Some requests are kept apart, in a queue with threads of its own: however many strangers knock, and
however long somebody else's server lets us wait, members' pages never stand behind them.
"""

from __future__ import annotations

import asyncio
import contextvars
import io
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from wsgiref.types import WSGIApplication, WSGIEnvironment

from levelground.config.content_types import is_readable
from levelground.live.asgi import Receive, Scope, Send

LARGEST_BODY = 4 * 1024 * 1024  # bytes; Django refuses forms over 2.5 MB in its own words
BODY_WITHIN = 30.0  # seconds
READ_ON = 2.0  # seconds, of what is too much and thrown away
MOST_WAITING = 100  # in each queue: of strangers, a second or two of work


@dataclass(frozen=True, slots=True)
class WsgiResponse:
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


class Queue:
    """Requests that are kept apart: those that `has` names, by what they say of themselves, unverified."""

    def __init__(self, name: str, *, has: Callable[[Scope], bool], threads: int = 1) -> None:
        self.has = has
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self.waiting = 0


class WsgiThreads:
    """A WSGI application, as an ASGI one. The first of `apart` that has a request takes it."""

    def __init__(
        self, application: WSGIApplication, *, threads: int, apart: Sequence[Queue] = ()
    ) -> None:
        self._application = application
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="pages")
        self._apart = apart

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if refused := _refused(scope):
            return await _send(send, refused)
        try:
            async with asyncio.timeout(BODY_WITHIN):
                body = await _whole_body(scope, receive)
        except ConnectionError:
            return None  # half a request is none: its words are not ours to guess
        except ValueError:
            return await _send_while_they_send(send, receive)
        except TimeoutError:
            answer = _plainly(408, "This took too long to arrive. Please send it again.")
        else:
            answer = await self._answer(scope, body)
        return await _send(send, answer)

    async def _answer(self, scope: Scope, body: bytes) -> WsgiResponse:
        queue = next((one for one in self._apart if one.has(scope)), None)
        if not queue:
            return await self._ask_in(self._threads, scope, body)
        if queue.waiting >= MOST_WAITING:
            return _plainly(503, "Many people are at the door right now. Try again in a moment.")
        queue.waiting += 1
        try:
            return await self._ask_in(queue.threads, scope, body)
        finally:
            queue.waiting -= 1

    async def _ask_in(self, threads: ThreadPoolExecutor, scope: Scope, body: bytes) -> WsgiResponse:
        call = contextvars.copy_context().run
        return await asyncio.get_running_loop().run_in_executor(
            threads, call, _ask, self._application, _environ(scope, body)
        )


def _refused(scope: Scope) -> WsgiResponse | None:
    """The answer to what Django cannot be asked to read; None if it can."""
    kinds = [value for name, value in scope["headers"] if name == b"content-type"]
    if not all(map(is_readable, kinds)):
        return _plainly(415, "This was not sent as UTF-8. Please send it again from our page.")
    return None


async def _send(send: Send, answer: WsgiResponse) -> None:
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body})


async def _send_while_they_send(send: Send, receive: Receive) -> None:
    """Say that it is too much, and let them send on for a moment, unread.

    A line that is closed while something arrives on it loses the answer that was on its way: a proxy in
    front of us would make a 502 of it.
    """
    answer = _plainly(413, "This is too much at once. Send less.")
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body, "more_body": True})
    with suppress(TimeoutError):
        async with asyncio.timeout(READ_ON):
            while (await receive()).get("more_body", False):
                pass
    await send({"type": "http.response.body", "body": b""})


async def _whole_body(scope: Scope, receive: Receive) -> bytes:
    """Raise ConnectionError if the line breaks before the end, ValueError if it is too long."""
    parts = []
    length = 0
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionError
        part = message.get("body", b"")
        length += len(part)
        if length > LARGEST_BODY:
            raise ValueError
        parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts)


def _ask(application: WSGIApplication, environ: WSGIEnvironment) -> WsgiResponse:
    """In a thread: the whole answer."""
    status = 500
    headers: list[tuple[bytes, bytes]] = []

    def start(status_line: str, pairs: list[tuple[str, str]], exc_info: object = None) -> Any:
        nonlocal status, headers
        status = int(status_line.split(" ", 1)[0])
        headers = [
            (name.lower().encode("latin-1"), value.strip().encode("latin-1"))
            for name, value in pairs
        ]

    parts = application(environ, start)
    try:
        return WsgiResponse(status, headers, b"".join(parts))
    finally:
        if close := getattr(parts, "close", None):
            close()  # Django ends the request here, and looks after its connection


def _environ(scope: Scope, body: bytes) -> WSGIEnvironment:
    server, port = scope.get("server") or ("localhost", None)
    address, _ = scope.get("client") or ("", None)
    return {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": scope.get("root_path", "").encode().decode("latin-1"),
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server,
        "SERVER_PORT": str(port or 80),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": address,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        **_headers(scope["headers"]),
        "CONTENT_LENGTH": str(len(body)),
    }


def _headers(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """A name with an underscore could pass for another one, so it is dropped, as Django does."""
    found: dict[str, str] = {}
    for name, value in pairs:
        if b"_" in name:
            continue
        key = name.decode("latin-1").upper().replace("-", "_")
        if key not in {"CONTENT_TYPE", "CONTENT_LENGTH"}:
            key = f"HTTP_{key}"
        text = value.decode("latin-1")
        between = "; " if key == "HTTP_COOKIE" else ","
        found[key] = f"{found[key]}{between}{text}" if key in found else text
    return found


def without(cookie: str) -> Callable[[Scope], bool]:
    """Whether a request has no such cookie, or is about signing in: a stranger's."""
    mark = f"{cookie}=".encode()

    def is_stranger(scope: Scope) -> bool:
        if scope["path"].startswith("/sign-in/"):
            return True
        return not any(name == b"cookie" and mark in value for name, value in scope["headers"])

    return is_stranger


def asks_provider(scope: Scope) -> bool:
    """Whether single sign-on is asked for an answer, which may take its time."""
    path: str = scope["path"]
    return path.startswith(("/sign-in/provider/", "/account/provider/"))


def _plainly(status: int, text: str) -> WsgiResponse:
    headers = {
        "content-type": "text/plain; charset=utf-8",
        "content-security-policy": "default-src 'none'",
        "cache-control": "no-store, private",
        "connection": "close",
        **({"retry-after": "10"} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}),
    }
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    return WsgiResponse(status, pairs, text.encode())
