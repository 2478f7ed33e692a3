from __future__ import annotations

from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "levelground.commitments"

    def ready(self) -> None:
        from levelground.commitments import tasks  # noqa: PLC0415  apps first
        from levelground.live import background  # noqa: PLC0415

        background.add("reminding of commitments, and forgetting those of long ago", tasks.run)
