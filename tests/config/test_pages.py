from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from django.urls import reverse

from levelground.config import wsgi_threads as pages_module
from levelground.config.wsgi_threads import Queue, WsgiThreads, asks_provider, without

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
    asyncio.run(WsgiThreads(echo, threads=1)(whole | scope, receive, send))
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
    start, *_ = ask(*[part(b"x" * 1024 * 1024, more=True)] * 5, part(b""))

    assert start["status"] == 413
    assert ASKED == []


def test_who_sends_too_much_hears_so_before_the_line_is_closed():
    """While they still send, it stays open: else a proxy loses the answer and says 502."""
    last = part(b"the end")
    arriving = [*[part(b"x" * 1024 * 1024, more=True)] * 7, last]
    sent = ask(*arriving)

    assert sent[1]["body"].startswith(b"This is too much")
    assert sent[1]["more_body"]
    assert sent[2] == {"type": "http.response.body", "body": b""}


def test_who_never_ends_is_closed_after_a_moment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pages_module, "READ_ON", 0.05)

    *_, last = ask(*[part(b"x" * 1024 * 1024, more=True)] * 7)

    assert last == {"type": "http.response.body", "body": b""}


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


# Strangers


def held(threads: int, strangers: int, **more: Any) -> tuple[list[int], int]:
    """So many strangers, whose pages hang, then a member: what the member is answered; and how many waited."""
    hung = threading.Event()

    def application(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if "HTTP_COOKIE" not in environ:
            hung.wait(5)
        start("200 OK", [])
        return [b""]

    async def come(cookie: str) -> int:
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            return part(b"")

        async def send(message: Any) -> None:
            sent.append(message)

        headers = [(b"cookie", cookie.encode())] if cookie else []
        scope = {"path": "/", "query_string": b"", "http_version": "1.1", "headers": headers}
        await pages({"type": "http", "method": "GET"} | scope, receive, send)
        return int(sent[0]["status"])

    async def crowd() -> tuple[list[int], int]:
        tasks = [asyncio.create_task(come("")) for _ in range(strangers)]
        await asyncio.sleep(0.05)
        member = asyncio.create_task(come("session=x"))
        await asyncio.wait([member], timeout=0.5)
        answered = [member.result()] if member.done() else []
        turned_away = sum(task.result() == 503 for task in tasks if task.done())
        hung.set()
        await asyncio.gather(member, *tasks)
        return answered, turned_away

    pages = WsgiThreads(application, threads=threads, **more)
    return asyncio.run(crowd())


def test_members_do_not_queue_behind_strangers():
    assert held(1, 20, apart=[Queue("door", has=without("session"))]) == ([200], 0)


def test_control_in_one_queue_they_would():
    assert held(1, 20) == ([], 0)


def test_a_crowd_of_strangers_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pages_module, "MOST_WAITING", 5)

    assert held(1, 20, apart=[Queue("door", has=without("session"))]) == ([200], 15)


@pytest.mark.parametrize(
    ("path", "cookie", "is_stranger"),
    [
        ("/", b"session=x", False),
        ("/", b"a=b; session=x", False),
        ("/", b"csrf=x", True),
        ("/", b"", True),
        ("/sign-in/code/", b"session=x", True),
    ],
)
def test_who_is_a_stranger(path: str, cookie: bytes, is_stranger: bool):
    scope = {"path": path, "headers": [(b"cookie", cookie)]}

    assert without("session")(scope) is is_stranger


@pytest.mark.parametrize(
    ("path", "asks"),
    [
        (reverse("credentials:single_sign_on"), True),
        (reverse("credentials:single_sign_on_back"), True),
        (reverse("credentials:connect"), True),
        (reverse("account_login"), False),
        (reverse("credentials:show"), False),
    ],
)
def test_who_waits_for_the_provider(path: str, asks: bool):
    assert asks_provider({"path": path}) is asks


def test_strangers_do_not_queue_behind_a_provider_that_hangs():
    """Those who sign in with a code are strangers too."""
    provider = Queue("provider", has=lambda scope: not scope["headers"])

    assert held(1, 3, apart=[provider, Queue("door", has=lambda _: True)]) == ([200], 0)
