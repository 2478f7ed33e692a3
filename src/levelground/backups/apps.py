from __future__ import annotations

from django.apps import AppConfig


class BackupsConfig(AppConfig):
    name = "levelground.backups"

    def ready(self) -> None:
        from levelground.backups import tasks  # noqa: PLC0415  apps first
        from levelground.live import background  # noqa: PLC0415

        background.add("destroying old backups' keys", tasks.run)
