"""Removes a demo world that an earlier version made, and says so. `bin/demo` begins with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from levelground.config.installation import another_version
from levelground.config.sqlite.base import files_of


class Command(BaseCommand):
    help = "Remove the database file of a demo world that another version of the code has made."
    requires_system_checks = ()  # they would refuse what is to be removed

    def handle(self, *args: Any, **options: Any) -> None:
        database = Path(connection.settings_dict["NAME"])
        if connection.vendor != "sqlite" or not database.exists() or not another_version():
            return
        connection.close()
        for file in files_of(database):
            file.unlink()
        self.stdout.write("Another version made the demo world that was here. It is built anew.")
