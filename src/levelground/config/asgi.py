"""What the server runs."""

from __future__ import annotations

import os

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "levelground.config.settings")
django.setup()

from levelground.config.application import Application  # noqa: E402
from levelground.config.checks import faults  # noqa: E402 - Django first
from levelground.config.parent import stop_with_parent  # noqa: E402
from levelground.config.probes import LOOKS, Probes  # noqa: E402
from levelground.config.wsgi_threads import Queue, WsgiThreads, asks_provider, without  # noqa: E402
from levelground.live.hub import hub  # noqa: E402
from levelground.live.socket import PageSockets  # noqa: E402
from levelground.live.ticks import listen_to_other_processes  # noqa: E402
from levelground.runtime import background, clock  # noqa: E402

stop_with_parent()
background.add("the round of the open pages", hub.go_round)
background.add("watching the clock", clock.watch)
background.add("listening to other processes", listen_to_other_processes)

application = Application(
    pages=WsgiThreads(
        get_wsgi_application(),
        threads=settings.HTTP_THREADS,
        apart=[
            Queue("provider", has=asks_provider, threads=2),
            Queue("door", has=without(settings.SESSION_COOKIE_NAME)),
        ],
    ),
    line=PageSockets(hub=hub, origins=settings.LIVE_ORIGINS),
    probes=Probes(LOOKS),
    faults=faults,
)
