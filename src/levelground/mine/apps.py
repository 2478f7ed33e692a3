from __future__ import annotations

from django.apps import AppConfig


class MineConfig(AppConfig):
    name = "levelground.mine"

    def ready(self) -> None:
        from levelground.live import background  # noqa: PLC0415  apps first
        from levelground.mine import tasks  # noqa: PLC0415

        background.add("forgetting sign-ins that are over", tasks.run)
