from __future__ import annotations

from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "levelground.letters"

    def ready(self) -> None:
        from levelground.letters import checks  # noqa: F401, PLC0415  apps first
