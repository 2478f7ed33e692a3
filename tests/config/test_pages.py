from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from levelground.config import pages as pages_module
from levelground.config.pages import Pages

ASKED: list[WSGIEnvironment] = []


@pytest.fixture(autouse=True)
def _nothing_asked_yet():
    ASKED.clear()


def echo(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    ASKED.append(environ)
    start("200 OK", [("Content-Type", "text/plain"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
    return [b"You said: ", environ["wsgi.input"].read()]


def ask(
    *messages: dict[str, Any], headers: Iterable[tuple[bytes, bytes]] = (), **scope: Any
) -> Any:
    """What the server is told to send, for a request that arrives in these messages."""
    sent: list[dict[str, Any]] = []
    coming = list(messages)

    async def receive() -> dict[str, Any]:
        if not coming:
            await asyncio.sleep(60)
        return coming.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    whole = {
        "type": "http",
        "method": "POST",
        "path": "/",
        "query_string": b"",
        "http_version": "1.1",
        "headers": list(headers),
    }
    asyncio.run(Pages(echo, threads=1)(whole | scope, receive, send))
    return sent


def part(body: bytes, *, more: bool = False) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_request_in_parts_arrives_whole():
    start, body = ask(part(b"one ", more=True), part(b"two"))

    assert start["status"] == 200
    assert start["headers"][1:] == [(b"set-cookie", b"a=1"), (b"set-cookie", b"b=2")]
    assert body["body"] == b"You said: one two"


def test_half_a_request_is_none():
    sent = ask(part(b"move=close&text=I wi", more=True), {"type": "http.disconnect"})

    assert sent == []
    assert ASKED == []


def test_too_much_is_refused_before_a_thread_is_taken():
    start, _ = ask(*[part(b"x" * 1024 * 1024, more=True)] * 5)

    assert start["status"] == 413
    assert ASKED == []


def test_a_request_that_trickles_in_is_given_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pages_module, "BODY_WITHIN", 0.05)

    start, _ = ask(part(b"x", more=True))

    assert start["status"] == 408
    assert ASKED == []


def test_an_underscore_does_not_pass_for_a_hyphen():
    ask(part(b""), headers=[(b"x_forwarded_for", b"evil"), (b"x-forwarded-for", b"good")])

    assert ASKED[0]["HTTP_X_FORWARDED_FOR"] == "good"


def test_a_length_that_was_claimed_is_not_believed():
    ask(part(b"four"), headers=[(b"content-length", b"4000")])

    assert ASKED[0]["CONTENT_LENGTH"] == "4"


@pytest.mark.parametrize("query", [b"\xff\xfe", b"a=%ff", b"", b"\x00"])
def test_any_bytes_may_stand_in_an_address(query: bytes):
    start, _ = ask(part(b""), query_string=query, path="/ā/")

    assert start["status"] == 200
