"""A mail server on the loopback, as small as can be: it takes what it is given and keeps it."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage


class Taken:
    """What arrived, and at which port to hand it in. `busy`: how many are turned away first.

    `heard` is called with each word of a client before it is answered.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.busy = 0
        self.raw: list[bytes] = []
        self.to: list[str] = []
        self.heard: Callable[[str], None] = lambda _word: None

    @property
    def letters(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=policy.default) for raw in self.raw]


@contextmanager
def mail_server() -> Iterator[Taken]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as server:
        server.daemon_threads = True
        server.taken = Taken(server.server_address[1])  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.taken  # type: ignore[attr-defined]
        finally:
            server.shutdown()


class _Talk(socketserver.StreamRequestHandler):
    """RFC 5321, as far as a client of ours speaks it."""

    def handle(self) -> None:
        with suppress(ConnectionError):  # a client that was killed
            self._talk()

    def _talk(self) -> None:
        taken: Taken = self.server.taken  # type: ignore[attr-defined]
        self._say("220 here")
        while line := self.rfile.readline():
            word = line[:4].upper()
            taken.heard(word.decode())
            if word == b"QUIT":
                self._say("221 bye")
                return
            if word == b"DATA":
                self._say("354 go on")
                taken.raw.append(self._data())
                taken.heard("TAKEN")
            elif word == b"RCPT":
                if taken.busy:
                    taken.busy -= 1
                    self._say("451 come back later")
                    continue
                taken.to.append(line.decode().strip().casefold())
            self._say("250 ok")

    def _data(self) -> bytes:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise ConnectionError  # killed halfway: else this would go on for ever
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)

    def _say(self, what: str) -> None:
        self.wfile.write(f"{what}\r\n".encode())
