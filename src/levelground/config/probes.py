"""`/healthz` and `/readyz`: whether this process answers, and whether it can do its work.

For supervisors and monitoring. They are answered before Django, so that a probe needs no host
name, no HTTPS and no cookie. What is wrong is said in words to the machine itself only; everybody
else gets the status. docs/OPERATIONS.md, "Is it well?".
"""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections.abc import Callable, Mapping

from django.db import DatabaseError, connection

from levelground.config import checks
from levelground.config.installation import migrations
from levelground.letters.queries import is_nobody_sending
from levelground.live.asgi import Receive, Scope, Send
from levelground.runtime import clock
from levelground.runtime.threads import Threads

SENT_ON = frozenset({b"forwarded", b"x-forwarded-for", b"x-real-ip", b"via"})  # by a proxy
ALIVE, READY = "/healthz", "/readyz"
KEPT = 1.0  # seconds for which an answer is given again: nobody can make us look more often
WITHIN = 5.0  # seconds: what takes longer does not answer

_thread = Threads(1, "probes")  # a look that hangs holds up nothing but looks

Look = Callable[[], str]
"""Raises or returns what is wrong, in a few words without names; empty if all is well."""


class Probes:
    def __init__(self, looks: Mapping[str, Look]) -> None:
        self._looks = looks
        self._lock = asyncio.Lock()
        self._found: dict[str, str] = {}
        self._until = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == ALIVE:
            return await _say(send, 200, "alive")
        found = await self._look()
        wrong = any(found.values())
        lines = ["not ready" if wrong else "ready"]
        if _is_this_machine(scope):
            lines += [f"{name}: {fault or 'good'}" for name, fault in found.items()]
        return await _say(send, 503 if wrong else 200, "\n".join(lines))

    async def _look(self) -> dict[str, str]:
        async with self._lock:  # many who ask at once are answered by one look
            if time.monotonic() >= self._until:
                self._found = {name: await _told_by(look) for name, look in self._looks.items()}
                self._until = time.monotonic() + KEPT
            return self._found


async def _told_by(look: Look) -> str:
    try:
        return await asyncio.wait_for(_thread.run(look), WITHIN)
    except TimeoutError:
        return "does not answer in time"
    except Exception as failure:  # noqa: BLE001 - whatever it is, it is not ready
        return f"failed ({type(failure).__qualname__})"  # not its text, which may quote a secret


def database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "does not answer"
    return ""


def tables() -> str:
    return "migrations are missing" if migrations() else ""


def key_file() -> str:
    return "does not open: run `check`" if checks.keys(None) else ""


def outbox() -> str:
    return "is not being sent: is the worker running?" if is_nobody_sending(clock.now()) else ""


LOOKS: Mapping[str, Look] = {
    "database": database,
    "migrations": tables,
    "key file": key_file,
    "outbox": outbox,
}


def _is_this_machine(scope: Scope) -> bool:
    """Without a proxy between: one that names nobody, or nonsense, would pass for us."""
    if SENT_ON & {name for name, _ in scope["headers"]}:
        return False
    host, _ = scope.get("client") or ("", 0)
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


async def _say(send: Send, status: int, text: str) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{text}\n".encode()})
