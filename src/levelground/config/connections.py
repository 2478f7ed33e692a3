"""What a connection may cost before its request is there: slow headers, endless headers, idle crowds.

uvicorn waits for ever for the end of a header line, of any length. Its protocol here has a clock for
headers, bounds on them, and a bound on all connections that have no request yet: where there are too
many, the place that has most of them loses its oldest. Bodies: `pages.py`.
"""

from __future__ import annotations

import asyncio
import ipaddress
import resource
from collections import defaultdict
from contextlib import suppress
from http import HTTPStatus

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from levelground.config.wsgi_threads import LARGEST_BODY

HEADERS_WITHIN = 10.0  # seconds, from the first byte, or from the connection
MOST_HEADERS = 100
MOST_HEADER_BYTES = 32 * 1024
MOST_BYTES = 2 * LARGEST_BODY  # of a whole request, with chunks' own lines and trailers
MOST_WAITING = 2000  # connections of this process without a request
MOST_FILES = 65536


class TooMuch(Exception):
    pass


class Protocol(HttpToolsProtocol):
    """uvicorn's, with bounds. For `uvicorn.run(http=…)`."""

    _clock: asyncio.TimerHandle | None = None
    _head_is_whole = _answering = False
    _bytes = _chunk = 0
    _place = ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._place = place_of(self.client[0] if self.client else "")
        waiting.add(self, self._place)
        self._start_clock()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_clock()
        waiting.discard(self, self._place)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._chunk = len(data)
        self._bytes += self._chunk
        if not self._head_is_whole:
            self._start_clock()
        super().data_received(data)
        most = MOST_BYTES if self._head_is_whole else MOST_HEADER_BYTES
        if self._bytes > most and not self.transport.is_closing():
            self.refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_message_begin(self) -> None:
        self._bytes = self._chunk
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        if len(self.headers) > MOST_HEADERS:
            raise TooMuch

    def on_headers_complete(self) -> None:
        if len(self.url) + sum(len(n) + len(v) for n, v in self.headers) > MOST_HEADER_BYTES:
            raise TooMuch
        self._head_is_whole = self._answering = True
        self._stop_clock()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._head_is_whole = False
        waiting.discard(self, self._place)
        super().on_message_complete()

    def on_response_complete(self) -> None:
        self._answering = bool(self.pipeline)
        waiting.add(self, self._place)
        super().on_response_complete()

    def handle_websocket_upgrade(self) -> None:
        waiting.discard(self, self._place)
        super().handle_websocket_upgrade()

    def send_400_response(self, msg: str) -> None:
        """uvicorn calls it in the middle of the parser's exception, ours among them."""
        self.refuse(HTTPStatus.BAD_REQUEST)

    def refuse(self, status: HTTPStatus) -> None:
        """Say why, in one line, and close. Nothing where an answer is being written."""
        if not self._answering:
            body = f"{status.phrase}.".encode()
            head = f"content-type: text/plain\r\ncontent-length: {len(body)}\r\nconnection: close"
            self.transport.write(STATUS_LINE[status] + head.encode() + b"\r\n\r\n" + body)
        self.transport.close()

    def _start_clock(self) -> None:
        if self._clock is None:
            self._clock = self.loop.call_later(
                HEADERS_WITHIN, self.refuse, HTTPStatus.REQUEST_TIMEOUT
            )

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None


class Waiting:
    """Connections that have no request yet, by the place they come from, oldest first."""

    def __init__(self) -> None:
        self._places: defaultdict[str, dict[Protocol, None]] = defaultdict(dict)
        self._number = 0

    def add(self, connection: Protocol, place: str) -> None:
        here = self._places[place]
        if connection not in here:
            here[connection] = None
            self._number += 1
        if self._number > MOST_WAITING:
            crowd = max(self._places, key=lambda place: len(self._places[place]))
            oldest = next(iter(self._places[crowd]))
            self.discard(oldest, crowd)
            oldest.transport.close()

    def discard(self, connection: Protocol, place: str) -> None:
        here = self._places.get(place, {})
        if connection in here:
            del here[connection]
            self._number -= 1
            if not here:
                del self._places[place]


def place_of(address: str) -> str:
    """A network that one household or office has: an IPv4 address, or the /64 of an IPv6 one."""
    with suppress(ValueError):
        found = ipaddress.ip_address(address)
        if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
            return str(ipaddress.ip_network((found, 64), strict=False))
    return address


def allow_many_files() -> None:
    """As many as the system lets us: each open page is one, and the usual limit is 1,024."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, MOST_FILES), hard))


waiting = Waiting()
