"""Puts the keys of people's lists under the newest key-encryption key."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from levelground.audit.actions import record_operator
from levelground.formation.actions.rounds import rewrap_lists
from levelground.sealing.envelope import Unopenable


class Command(BaseCommand):
    help = "After a new key was put on top of the key file: wrap the keys of lists with it."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            number = rewrap_lists()
        except Unopenable as wrong:
            raise CommandError(
                f"{wrong} Nothing was changed. Put the line back that is missing from the key file."
            ) from wrong
        record_operator("rewrap_lists")
        self.stdout.write(f"{number} keys were wrapped anew.")
