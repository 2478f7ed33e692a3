from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "levelground.audit"

    def ready(self) -> None:
        from levelground.audit import tasks  # noqa: PLC0415  apps first
        from levelground.live import background  # noqa: PLC0415

        background.add("the security log's upkeep", tasks.run, apart=True)
