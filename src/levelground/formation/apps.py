from __future__ import annotations

from django.apps import AppConfig


class FormationConfig(AppConfig):
    name = "levelground.formation"

    def ready(self) -> None:
        from levelground.formation import searching  # noqa: PLC0415  apps first
        from levelground.live import background  # noqa: PLC0415

        background.add("the search for groups", searching.run)
        background.add("the letters of formed groups", searching.send_letters)
