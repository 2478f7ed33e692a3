from __future__ import annotations

from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "levelground.letters"

    def ready(self) -> None:
        from levelground.letters import expiry  # noqa: PLC0415  apps first
        from levelground.live import background, jobs  # noqa: PLC0415

        background.add("the jobs that wait", jobs.run, apart=True)
        background.add("forgetting letters of long ago", expiry.run, apart=True)
