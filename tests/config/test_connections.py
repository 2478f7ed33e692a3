"""Connections that cost something and bring no request: on real sockets."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from levelground.config import connections
from levelground.config.connections import Protocol, Waiting, place_of

WHOLE = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"
BEGUN = b"GET / HTTP/1.1\r\nHost: here\r\nX-Endless: "


async def application(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@contextmanager
def serving(protocol: type[asyncio.Protocol]) -> Iterator[int]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(application, http=protocol, lifespan="off", log_level="critical")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.005)
        yield listening.getsockname()[1]
        server.should_exit = server.force_exit = True
        thread.join(timeout=5)


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEADERS_WITHIN", 0.3)
    monkeypatch.setattr(connections, "waiting", Waiting())


@pytest.fixture
def port() -> Iterator[int]:
    with serving(Protocol) as port:
        yield port


@contextmanager
def line(port: int, *, come_from: str = "127.0.0.1") -> Iterator[socket.socket]:
    with socket.create_connection(
        ("127.0.0.1", port), timeout=5, source_address=(come_from, 0)
    ) as opened:
        yield opened


def answer(opened: socket.socket, *, until_closed: bool = False) -> bytes:
    """What comes; with `until_closed` all, until the server closes. Raises TimeoutError where it doesn't."""
    heard = b""
    with suppress(ConnectionResetError):
        while part := opened.recv(65536):
            heard += part
            if not until_closed:
                break
    return heard


def drip(port: int, *, first: bytes = BEGUN, drop: bytes = b"x", within: float = 5.0) -> bytes:
    """Keep a request going without ever ending it. What the server says as it closes."""
    with line(port) as opened:
        opened.sendall(first)
        opened.settimeout(0.02)
        until = time.monotonic() + within
        heard = b""
        while time.monotonic() < until:
            try:
                opened.sendall(drop)
                if not (part := opened.recv(1024)):
                    return heard
                heard += part
            except TimeoutError:
                continue
            except (ConnectionResetError, BrokenPipeError):
                return heard
    raise TimeoutError("still open")


def test_a_request_is_answered_and_the_next_on_the_same_line(port: int):
    with line(port) as opened:
        for _time in range(2):
            opened.sendall(WHOLE)
            assert answer(opened).startswith(b"HTTP/1.1 204")


def test_a_header_line_that_never_ends_is_closed(port: int):
    assert drip(port).startswith(b"HTTP/1.1 408")


def test_control_uvicorn_itself_would_wait():
    with serving(HttpToolsProtocol) as port, pytest.raises(TimeoutError, match="still open"):
        drip(port, within=1)


def test_headers_that_come_one_by_one_for_ever_are_closed(port: int):
    assert drip(port, drop=b"\r\nX-One: more").startswith(b"HTTP/1.1 4")


def test_empty_lines_do_not_keep_a_line_open(port: int):
    assert drip(port, first=WHOLE, drop=b"\r\n").count(b"HTTP/1.1") == 2, "an answer and a refusal"


def test_who_says_nothing_is_closed(port: int):
    with line(port) as opened:
        assert answer(opened, until_closed=True).startswith(b"HTTP/1.1 408")


@pytest.mark.parametrize(
    "head",
    [
        BEGUN + b"x" * 40_000,
        BEGUN + b"x" * 40_000 + b"\r\n\r\n",
        b"GET /" + b"x" * 40_000 + b" HTTP/1.1\r\nHost: here\r\n\r\n",
    ],
    ids=["a line that goes on", "a long line", "a long address"],
)
def test_headers_that_are_too_long_are_refused(port: int, head: bytes):
    with line(port) as opened:
        opened.sendall(head)
        assert answer(opened, until_closed=True)[9:12] in {b"431", b"400"}


def test_too_many_headers_are_refused(port: int):
    with line(port) as opened:
        opened.sendall(WHOLE[:-2] + b"X-One: more\r\n" * 101 + b"\r\n")
        assert answer(opened, until_closed=True).startswith(b"HTTP/1.1 4")


def test_trailers_that_never_end_are_refused(port: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(connections, "MOST_BYTES", 50_000)
    chunked = b"POST / HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-Trailer: "
    with line(port) as opened, suppress(ConnectionResetError, BrokenPipeError):
        opened.sendall(chunked)
        for _part in range(1000):
            opened.sendall(b"x" * 1000)
            time.sleep(0.002)  # so that it can be closed meanwhile
        pytest.fail("all of it was taken")


def test_a_crowd_of_idle_lines_loses_its_oldest_and_nobody_else_does(
    port: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(connections, "HEADERS_WITHIN", 60)
    monkeypatch.setattr(connections, "MOST_WAITING", 4)
    with (
        line(port, come_from="127.0.0.2") as neighbour,
        line(port) as oldest,
        line(port),
        line(port),
        line(port),
    ):
        assert answer(oldest, until_closed=True) == b""
        neighbour.sendall(WHOLE)
        assert answer(neighbour).startswith(b"HTTP/1.1 204")


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.7"),
        ("", ""),
    ],
)
def test_a_place_is_a_household(address: str, place: str):
    assert place_of(address) == place
