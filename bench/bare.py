"""The framework alone, for comparison: Django, our line and our hub, and a view that only ticks.

No database, no accounts, no templates: what is left is what any product on this stack pays.
`PORT=8001 python -m bench.bare`
"""

from __future__ import annotations

import os
from collections.abc import Collection
from typing import Any

import django
import uvicorn
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

PORT = int(os.environ.get("PORT", "8001"))
HERE = f"http://127.0.0.1:{PORT}"

settings.configure(
    SECRET_KEY="bare",  # noqa: S106  it keeps nothing
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.sessions"],
    SESSION_COOKIE_NAME="session",
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],  # says how long an answer is
    USE_TZ=True,
    WORK_APART=False,
)
django.setup()

from levelground.config.application import Application  # noqa: E402  settings first
from levelground.config.wsgi_threads import WsgiThreads  # noqa: E402
from levelground.live.hub import Hub  # noqa: E402
from levelground.live.socket import PageSockets  # noqa: E402
from levelground.runtime import background  # noqa: E402

versions: dict[str, int] = {}


class OpenDoor:
    """Everybody is the same person, and welcome everywhere."""

    def admit(self, session_key: str, topic: str) -> int | None:
        return 1

    def version(self, topic: str) -> int:
        return versions.get(topic, 0)

    def welcome(self, topic: str) -> Collection[int]:
        return (1,)


hub = Hub(OpenDoor(), still_signed_in=lambda keys: keys)


def move(request: HttpRequest, pk: int) -> JsonResponse:
    topic = f"session-{pk}"
    versions[topic] = versions.get(topic, 0) + 1
    hub.reached(topic, versions[topic])
    return JsonResponse({"version": versions[topic]})


def show(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse(f'<div id="stage" data-version="{versions.get(f"session-{pk}", 0)}"></div>')


urlpatterns = [path("sessions/<int:pk>/moves/", move), path("sessions/<int:pk>/", show)]
background.add("the round of the open pages", hub.go_round)
application: Any = Application(
    pages=WsgiThreads(get_wsgi_application(), threads=4),
    line=PageSockets(hub=hub, origins=frozenset({HERE})),
    faults=list,
)

if __name__ == "__main__":
    uvicorn.run(
        application,
        port=PORT,
        loop="uvloop",
        http="httptools",
        lifespan="on",
        access_log=False,
        log_level="warning",
        timeout_keep_alive=75,
        ws_per_message_deflate=False,
    )
