"""Does what needs no open page – letters, reminders, tidying – in a process of its own."""

from __future__ import annotations

import asyncio
import signal

from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS

from levelground.runtime import background


class Command(BaseCommand):
    help = "Do letters, reminders and tidying apart from the server (LEVELGROUND_WORK_APART=true)."

    def handle(self, **options: object) -> None:
        self.check(databases=[DEFAULT_DB_ALIAS])  # what the server refuses to start with, too
        self.stdout.write("At work. Stop with Ctrl-C.")
        asyncio.run(_work())


async def _work() -> None:
    stopped = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, stopped.set)
    async with background.going_on_apart():
        await stopped.wait()
