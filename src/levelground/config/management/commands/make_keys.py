"""Makes the keys of this installation where they are missing. Never replaces one."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Make the key files of this installation where they are missing (readable by you alone)."
    requires_system_checks: list[str] = []  # they would ask for the very files made here

    def handle(self, **options: object) -> None:
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        self._keep(settings.LEVELGROUND_KEY_FILE, key)
        self._keep(settings.SECRET_KEY_PATH, secrets.token_urlsafe(50))

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
