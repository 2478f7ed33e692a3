"""The whole of Level Ground as one ASGI application."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from django.core.checks import CheckMessage

from levelground.config.probes import ALIVE, READY
from levelground.live.asgi import Asgi, Receive, Scope, Send
from levelground.runtime import background
from levelground.zones import zones_in_words

log = logging.getLogger(__name__)


class Application:
    """WebSockets go to the line, probes and pages to theirs, and work goes on beside them."""

    def __init__(
        self,
        *,
        pages: Asgi,
        line: Asgi,
        probes: Asgi,
        faults: Callable[[], Sequence[CheckMessage]],
    ) -> None:
        self._pages, self._line, self._probes, self._faults = pages, line, probes, faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match scope["type"]:
            case "http" if scope["path"] in {ALIVE, READY}:
                await self._probes(scope, receive, send)
            case "http":
                await self._pages(scope, receive, send)
            case "websocket":
                await self._line(scope, receive, send)
            case "lifespan":
                await self._live(receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        """From start-up to shutdown. Starts only where nothing people write can be lost."""
        await receive()
        if wrong := await background.in_thread(self._faults):
            message = "\n".join(f"{fault.msg} {fault.hint or ''}" for fault in wrong)
            await send({"type": "lifespan.startup.failed", "message": message})
            return
        log.info("%s", zones_in_words())
        async with background.going_on():
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})
