"""Puts the keys of people's lists under the newest key-encryption key."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from levelground.formation.actions import rewrap_lists


class Command(BaseCommand):
    help = "After a new key was put on top of the key file: wrap the keys of lists with it."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rewrap_lists()} keys were wrapped anew.")
