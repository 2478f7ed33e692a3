"""Puts the keys of profiles, and of what lists said of people, under the newest key."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from levelground.audit.actions import record_operator
from levelground.programmes.actions.programmes import rewrap_profiles
from levelground.sealing.envelope import Unopenable


class Command(BaseCommand):
    help = "After a new key was put on top of the key file: wrap the keys of profiles with it."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            number = rewrap_profiles()
        except Unopenable as wrong:
            raise CommandError(
                f"{wrong} Nothing was changed. Put the line back that is missing from the key file."
            ) from wrong
        record_operator("rewrap_profiles")
        self.stdout.write(f"{number} keys were wrapped anew.")
