"""The open line to a page: an ASGI handler for `/live/<topic>/`, beside Django's own.

The server says {"version": n} at once and whenever the topic moved on; the page may say
{"ping": anything} and hears {"pong": the same, "now": milliseconds}. Nothing else is said.
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from django.http.cookie import parse_cookie

from levelground.live.asgi import Receive, Scope, Send
from levelground.live.door import SignedOut
from levelground.live.hub import BROKEN, NO_SUCH_THING, SIGNED_OUT, TOO_MUCH, Hub, Socket
from levelground.runtime import clock
from levelground.runtime.background import where

ADDRESS = re.compile(r"/live/([A-Za-z0-9-]{1,64})/")
LONGEST = 1024  # bytes of a message
PER_SECOND = 10  # messages
NOT_UNDERSTOOD, TOO_LONG = 4400, 1009

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PageSockets:
    """Serves the sockets of a hub to pages of these origins."""

    hub: Hub
    origins: Collection[str]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()  # websocket.connect
        headers = _headers(scope)
        address = ADDRESS.fullmatch(str(scope["path"]))
        if headers.get("origin") not in self.origins or not address:
            await send({"type": "websocket.close", "code": 1008})  # not accepted: becomes a 403
            return
        await send({"type": "websocket.accept"})
        sign_in = parse_cookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME, "")
        with suppress(OSError):  # the page went away while we were talking
            await self._let_in(address[1], sign_in, receive, send)

    async def _let_in(self, topic: str, sign_in: str, receive: Receive, send: Send) -> None:
        try:
            person = await self._who(topic, sign_in)
        except SignedOut:
            await send({"type": "websocket.close", "code": SIGNED_OUT})
            return
        except Exception as failure:  # noqa: BLE001 - the page comes again later
            log.error("Door of %s did not answer: %s", topic, where(failure))  # noqa: TRY400
            await send({"type": "websocket.close", "code": BROKEN})
            return
        if person is None:
            await send({"type": "websocket.close", "code": NO_SUCH_THING})
            return
        socket = Socket(person=person, sign_in=sign_in, send=send)
        try:
            await self.hub.join(topic, socket)
            if code := await _hear(receive, send):
                await socket.close(code)
        finally:
            self.hub.leave(topic, socket)

    async def _who(self, topic: str, sign_in: str) -> int | None:
        if not sign_in:
            raise SignedOut
        return await self.hub.admit(sign_in, topic)


async def _hear(receive: Receive, send: Send) -> int | None:
    """Answer pings until the page goes (None) or misbehaves (the code to close with)."""
    second, messages = 0, 0
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return None
        now = int(time.monotonic())
        second, messages = (now, 1) if now != second else (second, messages + 1)
        if messages > PER_SECOND:
            return TOO_MUCH
        text = message.get("text")
        if not isinstance(text, str):
            return NOT_UNDERSTOOD
        if len(text.encode()) > LONGEST:
            return TOO_LONG
        try:
            message = json.loads(text)
        except (ValueError, RecursionError):
            return NOT_UNDERSTOOD
        if not isinstance(message, dict) or message.keys() != {"ping"}:
            return NOT_UNDERSTOOD
        answer = {"pong": message["ping"], "now": int(clock.now().timestamp() * 1000)}
        await send({"type": "websocket.send", "text": json.dumps(answer)})


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
