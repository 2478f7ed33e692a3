from __future__ import annotations

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "levelground.reviews"

    def ready(self) -> None:
        from levelground.groups.queries.next_steps import look_ahead_by  # noqa: PLC0415  apps first
        from levelground.live import background  # noqa: PLC0415
        from levelground.reviews import tasks  # noqa: PLC0415
        from levelground.reviews.queries import look_ahead  # noqa: PLC0415

        background.add("counting sessions for their groups' pictures", tasks.run)
        look_ahead_by("reviews", look_ahead)
