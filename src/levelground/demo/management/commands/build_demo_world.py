"""Builds the believable world, once, and says what to open and as whom."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS

from levelground.accounts.models import Person
from levelground.demo import world
from levelground.demo.holding import members_of
from levelground.runtime import clock


class Command(BaseCommand):
    help = "Build the cast's world in an empty database, and say what to open."

    def handle(self, *args: Any, **options: Any) -> None:
        self.check(databases=[DEFAULT_DB_ALIAS])
        if not Person.objects.exists():
            self.stdout.write("Building a believable world …")
            world.build(clock.now())
        self.stdout.write(_what_to_open(settings.ADDRESSES[0].rstrip("/")))


def _what_to_open(address: str) -> str:
    session = world.session_to_join()
    lines = [f"Open {address} and sign in as one of the Tuesday group:"]
    lines += [f"  {person.name:<6} {person.email}" for person in members_of(session.group)]
    lines += [
        "The six figures that open the door are printed here, below, instead of being mailed.",
        f"Their session is waiting: {address}{session.get_absolute_url()}",
        "Ada, Cai and Tama have begun another group, which is naming what could go wrong.",
        f"Fay coordinates: sign in as fay@example.org and open {address}/programmes/",
        f"She forms groups at {address}/forming/, and has asked Dana, dana@example.org, to join one.",
        "Use a private window for each of them; three are enough to begin.",
    ]
    return "\n".join(lines)
