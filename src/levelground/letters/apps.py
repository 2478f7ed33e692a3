from __future__ import annotations

from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "levelground.letters"

    def ready(self) -> None:
        from levelground.letters import checks  # noqa: F401, PLC0415  apps first
        from levelground.letters.tasks import expiry, sending  # noqa: PLC0415  apps first
        from levelground.live import background  # noqa: PLC0415

        background.add("sending letters", sending.run, apart=True)
        background.add("forgetting letters of long ago", expiry.run, apart=True)
