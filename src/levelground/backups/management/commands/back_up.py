"""Puts a sealed copy of the database into a folder, while the server runs."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from levelground.audit.actions import record_operator
from levelground.backups.actions import KEPT, back_up, destroy_old_keys
from levelground.runtime import clock


class Command(BaseCommand):
    help = "Put a sealed copy of the database into a folder. It opens for 30 days."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--of", type=Path, help="a dump by pg_dump, where that is the database")

    def handle(self, *args: Any, folder: Path, of: Path | None, **options: Any) -> None:
        try:
            made = back_up(folder, dump=of)
        except (OSError, ValueError) as wrong:
            raise CommandError(str(wrong)) from wrong
        gone = destroy_old_keys(clock.now())
        try:
            record_operator("back_up")
            if gone:
                record_operator("back_up", about=f"{gone} old keys destroyed")
        except DatabaseError:  # a full disk must not keep anybody from a copy
            self.stderr.write("This could not be written into the security log.")
        self.stdout.write(
            f"Made {made}. Now copy the folder {settings.BACKUP_KEYS} to where you keep keys, as a"
            f" mirror: this copy cannot be opened without it. {gone} copies older than"
            f" {KEPT.days} days can no longer be opened; delete them."
        )
