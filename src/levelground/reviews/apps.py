from __future__ import annotations

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "levelground.reviews"

    def ready(self) -> None:
        from levelground.live import background  # noqa: PLC0415  apps first
        from levelground.reviews import counting  # noqa: PLC0415

        background.add("counting sessions for their groups' pictures", counting.run)
