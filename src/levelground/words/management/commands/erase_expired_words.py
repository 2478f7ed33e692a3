"""Erases words whose time is over. The server does so by itself, every few minutes."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from levelground.audit.actions import record_operator
from levelground.runtime import clock
from levelground.words.actions.words import erase_expired


class Command(BaseCommand):
    help = "Erase words whose time is over. A running server does this by itself."

    def handle(self, **options: object) -> None:
        number = erase_expired(clock.now())
        record_operator("erase_expired_words")
        self.stdout.write(f"Erased {number} pieces of writing whose time was over.")
