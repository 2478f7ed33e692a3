from __future__ import annotations

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "levelground.reviews"

    def ready(self) -> None:
        from levelground.groups.queries.next_steps import add_next_steps  # noqa: PLC0415  apps first
        from levelground.live import background  # noqa: PLC0415
        from levelground.reviews import tasks  # noqa: PLC0415
        from levelground.reviews.queries import next_steps  # noqa: PLC0415

        background.add("counting sessions for their groups' pictures", tasks.run)
        add_next_steps("reviews", next_steps)
