"""Makes the keys of this installation where they are missing. Never replaces one.

Where the database holds what another key has sealed, a new key file would lock it up: then the old
file has to be put back, and nothing is made.
"""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from levelground.sealing.rows import rows_under_each_key


class Command(BaseCommand):
    help = "Make the key files of this installation where they are missing (readable by you alone)."
    requires_system_checks: list[str] = []  # they would ask for the very files made here

    def handle(self, **options: object) -> None:
        if not settings.LEVELGROUND_KEY_FILE.exists():
            self._refuse_where_something_is_sealed()
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        self._keep(settings.LEVELGROUND_KEY_FILE, key)
        self._keep(settings.SECRET_KEY_PATH, secrets.token_urlsafe(50))

    def _refuse_where_something_is_sealed(self) -> None:
        file = connection.settings_dict["NAME"]
        if isinstance(file, Path) and not file.exists():
            return  # SQLite, on a new installation; looking would make the file
        try:
            rows = rows_under_each_key()
        except DatabaseError as failure:
            raise CommandError(
                f"The database cannot be asked whether it already has a key: {failure}. Check "
                "DATABASE_URL, or that the folder LEVELGROUND_DATA belongs to you. Nothing was made."
            ) from failure
        if rows:
            raise CommandError(
                f"This database already has a key: {rows.total()} of its rows are sealed with "
                f"{', '.join(sorted(rows))}. A new one would open none of them. Put the copy of the "
                f"key file back at {settings.LEVELGROUND_KEY_FILE}. Nothing was made."
            )

    def _keep(self, path: Path, secret: str) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return
        with os.fdopen(opened, "w") as file:
            file.write(secret + "\n")
            file.flush()
            os.fsync(file.fileno())
        self.stdout.write(f"Made {path}. Keep a copy of it apart from the database's backups.")
