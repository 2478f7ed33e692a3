"""Opens a sealed copy of the database and puts it where you say."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from levelground.backups.actions import restore
from levelground.sealing.envelope import Unopenable


class Command(BaseCommand):
    help = "Open a copy made by back_up, into a file that is not there yet."
    requires_system_checks: list[str] = []  # the database may be what is missing

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("backup", type=Path)
        parser.add_argument("to", type=Path)

    def handle(self, *args: Any, backup: Path, to: Path, **options: Any) -> None:
        try:
            restore(backup, to)
        except (OSError, Unopenable) as wrong:
            raise CommandError(str(wrong)) from wrong
        self.stdout.write(f"{to} is as the database was then. Run `check`, then start.")
