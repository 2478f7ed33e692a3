from __future__ import annotations

from django.apps import AppConfig


class WordsConfig(AppConfig):
    name = "levelground.words"

    def ready(self) -> None:
        from levelground.live import background  # noqa: PLC0415  apps first
        from levelground.words import tasks  # noqa: PLC0415

        background.add("erasing words whose time is over", tasks.run)
