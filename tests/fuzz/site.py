"""Sends hostile requests to every address, as each of the cast, in a world that each leaves as it was.

Straight into what the server runs behind its sockets (`config.pages`): raw bytes in, an answer out.
"""

from __future__ import annotations

import logging
import random
import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.core.cache import cache
from django.core.signals import got_request_exception
from django.core.wsgi import get_wsgi_application
from django.db import connections

from levelground.config.wsgi_threads import _ask, _environ, _refused
from tests.access.table import WHO, rows
from tests.access.world import World, client_of, undone
from tests.fuzz import values

CSRF = "a" * 32
NAMES = (
    "answer", "version", "back", "page", "more", "all", "programme", "list", "known", "since", "picked",
    "person", "other", "frame", "send", "search", "pad", "make", "joined", "anew", "next", "said", "move",
    "key", "text", "csrfmiddlewaretoken", "email", "code", "name", "time_zone", "q", "language",
)  # fmt: skip
FIELD = re.compile(r'\bname="([\w-]{1,40})"(?:[^>]*?\bvalue="([^"]*)")?')


@dataclass(frozen=True, slots=True)
class Request:
    number: int
    who: str
    scope: dict[str, Any]
    body: bytes
    inputs: int  # how many hostile values it carries: in its path, fields, query and headers

    def __str__(self) -> str:
        kind = dict(self.scope["headers"]).get(b"content-type", b"")
        return (
            f"request {self.number}: {self.who} {self.scope['method']} {self.scope['path']!r}"
            f"?{self.scope['query_string']!r} {kind!r} {self.body[:300]!r}"
        )


class House:
    """The pages in a world, and what their forms ask for."""

    def __init__(self, world: World, *, seed: int) -> None:
        self._world, self._seed = world, seed
        self._application = get_wsgi_application()
        self._rows = rows()
        self._fields: dict[tuple[str, str], list[tuple[str, str]]] = {}
        self.requests = self.inputs = 0

    def faults(self, inputs: int) -> Iterator[str]:
        """Send at least so many hostile inputs: each request that is answered as by a broken program."""
        while self.inputs < inputs:
            request = self.request(self.requests)
            self.requests += 1
            self.inputs += request.inputs
            raised: list[str] = []
            status = self._answer(request, raised)
            if status >= 500:
                yield f"{status} {request}\n    {' '.join(raised)}"
            if self.requests % 100 == 0:
                cache.clear()

    def request(self, number: int) -> Request:
        chance = random.Random(f"{self._seed}-{number}")  # noqa: S311  not a secret
        row = chance.choice(self._rows)
        who = chance.choice(WHO)
        inputs = 0
        path = self._world.path_of(row.address)
        if chance.random() < 0.3:
            path, inputs = _bent(path, chance), 1
        method = row.method if chance.random() < 0.7 else chance.choice(values.METHODS)
        asked = self._asked(row.address, who)
        fields = _filled(asked, chance)
        query = _filled([(name, "") for name in chance.sample(NAMES, chance.randrange(4))], chance)
        usual = set(asked)
        kind, body = values.body(fields, chance) if method not in {"GET", "HEAD"} else ("", b"")
        headers = [(b"host", b"localhost:8000"), *self._signed_in(who)]
        if kind:
            headers.append((b"content-type", kind.encode("utf-8", "replace")))
        more = chance.sample(sorted(values.HEADERS), chance.choice((0, 0, 1, 2, 5)))
        headers += [
            _header(name, chance) for name in more for _twice in range(chance.choice((1, 1, 2)))
        ]
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "query_string": values.form(query, chance).encode("ascii", "replace"),
            "headers": headers,
            "server": ("localhost", 8000),
            "client": (f"192.0.2.{number % 250}", 50000),
        }
        sent = (fields if body else []) + query
        inputs += sum(pair not in usual for pair in sent) + len(more)
        return Request(number, who, scope, body, inputs)

    def _answer(self, request: Request, raised: list[str]) -> int:
        def note(**given: Any) -> None:
            raised.append("".join(traceback.format_exception(*sys.exc_info())[-30:]))

        got_request_exception.connect(note)
        try:
            with undone():
                refused = _refused(request.scope)
                answer = refused or _ask(self._application, _environ(request.scope, request.body))
                return answer.status
        except Exception:  # noqa: BLE001  what even the handler let through
            note()
            return 500
        finally:
            got_request_exception.disconnect(note)

    def _signed_in(self, who: str) -> list[tuple[bytes, bytes]]:
        client_of(self._world, who)
        cookies = f"{settings.CSRF_COOKIE_NAME}={CSRF}"
        if key := self._world.sign_ins.get(who):
            cookies += f"; {settings.SESSION_COOKIE_NAME}={key}"
        return [(b"cookie", cookies.encode()), (b"x-csrftoken", CSRF.encode())]

    def _asked(self, address: str, who: str) -> list[tuple[str, str]]:
        """The fields of the page at this address, with what is in them."""
        if (address, who) not in self._fields:
            with undone():
                page = client_of(self._world, who).get(self._world.path_of(address))
            text = page.content.decode("utf-8", "replace") if not page.streaming else ""
            found = dict(FIELD.findall(text)) or dict.fromkeys(NAMES[:5], "")
            self._fields[address, who] = list(found.items())
        return self._fields[address, who]


def _filled(asked: list[tuple[str, str]], chance: random.Random) -> list[tuple[str, str]]:
    """As a form is sent: some as they are, some hostile, some left out, some twice."""
    hostile = chance.choice((0.15, 0.5, 1.0))
    return [
        (name, values.value(chance) if chance.random() < hostile else usual)
        for name, usual in asked
        for _again in range(chance.choice((0, 1, 1, 1, 1, 2)))
    ]


def _bent(path: str, chance: random.Random) -> str:
    """An address with one part that is not what the pattern means."""
    parts = path.split("/")
    place = chance.randrange(len(parts))
    parts[place] = values.value(chance)
    return "/".join(parts).encode("utf-8", "replace").decode()


def _header(name: str, chance: random.Random) -> tuple[bytes, bytes]:
    said = chance.choice(values.HEADERS[name]) if chance.random() < 0.8 else values.value(chance)
    return name.encode(), said.encode("latin-1", "replace").replace(b"\r", b"").replace(b"\n", b"")


@contextmanager
def quiet() -> Iterator[None]:
    """No line in the log for each refusal; and the connection, which holds the world, stays open."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with patch.object(connections["default"], "close_if_unusable_or_obsolete"):
            yield
    finally:
        logging.disable(before)
