from __future__ import annotations

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "levelground.reports"

    def ready(self) -> None:
        from levelground.live import background  # noqa: PLC0415  apps first
        from levelground.reports import tasks  # noqa: PLC0415

        background.add("counting sessions that are over", tasks.run)
