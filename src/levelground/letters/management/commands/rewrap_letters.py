"""Puts the keys of letters that wait under the newest key-encryption key."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from levelground.letters.actions import rewrap_letters


class Command(BaseCommand):
    help = (
        "After a new key was put on top of the key file: wrap the keys of waiting letters with it."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rewrap_letters()} keys were wrapped anew.")
