"""What the server runs: WebSockets go to `live`, pages to Django, and work goes on beside both."""

from __future__ import annotations

import os
from contextlib import AsyncExitStack
from importlib import import_module
from importlib.util import find_spec

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "levelground.config.settings")
django.setup()

from levelground.config.checks import faults  # noqa: E402 - Django first
from levelground.config.pages import Asgi, Pages, Receive, Scope, Send  # noqa: E402
from levelground.live import background  # noqa: E402
from levelground.live.hub import hub  # noqa: E402
from levelground.live.socket import Line  # noqa: E402
from levelground.live.ticks import listen_to_other_processes  # noqa: E402

if find_spec("levelground.sessions.door"):
    hub.door = import_module("levelground.sessions.door").door
background.add("the round of the open pages", hub.go_round)
background.add("listening to other processes", listen_to_other_processes)


class House:
    """The whole of Level Ground as one ASGI application."""

    def __init__(self, *, pages: Asgi, line: Asgi) -> None:
        self._pages, self._line = pages, line

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match scope["type"]:
            case "http":
                await self._pages(scope, receive, send)
            case "websocket":
                await self._line(scope, receive, send)
            case "lifespan":
                await self._live(receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        """From start-up to shutdown. Starts only where nothing people write can be lost."""
        await receive()
        if wrong := await background.in_thread(faults):
            message = "\n".join(f"{fault.msg} {fault.hint or ''}" for fault in wrong)
            await send({"type": "lifespan.startup.failed", "message": message})
            return
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(background.going_on())
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


application = House(
    pages=Pages(get_wsgi_application(), threads=settings.HTTP_THREADS),
    line=Line(hub=hub, origins=settings.LIVE_ORIGINS),
)
