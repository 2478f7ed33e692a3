"""Wraps every key with the first key of the key file, after a new one was put on top of it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from levelground.audit.actions import record_operator
from levelground.sealing.envelope import Unopenable
from levelground.sealing.sealed_row import rewrap


class Command(BaseCommand):
    help = "After a new line was put on top of the key file: wrap the keys of all that is sealed."

    def handle(self, **options: Any) -> None:
        try:
            number = rewrap()
        except Unopenable as wrong:
            raise CommandError(
                f"{wrong} Nothing was changed. Put the line back that is missing from the key file."
            ) from wrong
        record_operator("rewrap")
        self.stdout.write(
            f"Wrapped {number} keys with the first line of the key file. The lines below it are no"
            " longer needed for this database; its older backups still need them."
        )
