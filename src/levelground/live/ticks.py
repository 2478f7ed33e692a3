"""Tells open pages that something moved on. Carries no content, only a version.

In one process a tick goes straight to the hub. With PostgreSQL it also goes to the other
processes by NOTIFY; whatever is lost on the way is found by the hub's own reading (docs/LIVE.md).
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import psycopg
from django.db import DatabaseError, connection

from levelground.live.hub import Hub, hub
from levelground.runtime.background import where

CHANNEL = "levelground_ticks"
QUIET = 30.0  # seconds without a tick after which the line is tried

log = logging.getLogger(__name__)


class Ticker:
    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def tick(self, topic: str, version: int) -> None:
        """Say that a topic has reached a version. Call it after the commit; it never raises.

        The move is already stored: an error here must not look like the move's.
        """
        self._hub.reached(topic, version)
        if connection.vendor == "postgresql":
            try:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"{topic} {version}"])
            except DatabaseError as failure:
                log.error("Tick of %s not sent on: %s", topic, where(failure))  # noqa: TRY400


async def listen_to_other_processes() -> None:
    """Hear the ticks of all processes. With SQLite there are no others."""
    if connection.vendor == "postgresql":
        await listen(hub, **connection.get_connection_params())


async def listen(hub: Hub, **wanted: Any) -> None:
    """Pass on to the hub what is notified, for ever. Fails when the line breaks: call it again."""
    for not_for_us in ("cursor_factory", "context", "prepare_threshold"):
        wanted.pop(not_for_us, None)
    line = await psycopg.AsyncConnection.connect(**wanted, autocommit=True)
    async with line:
        await line.execute(f"LISTEN {CHANNEL}")
        await hub.catch_up()  # what was said while nobody listened
        while True:
            async for notice in line.notifies(timeout=QUIET):
                topic, _, version = notice.payload.rpartition(" ")
                hub.reached(topic, int(version))
            async with asyncio.timeout(QUIET):
                await line.execute("SELECT 1")


ticker = Ticker(hub)
