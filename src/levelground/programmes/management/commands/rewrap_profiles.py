"""Puts the keys of profiles, and of what lists said of people, under the newest key."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from levelground.programmes.actions import rewrap_profiles


class Command(BaseCommand):
    help = "After a new key was put on top of the key file: wrap the keys of profiles with it."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rewrap_profiles()} keys were wrapped anew.")
