from __future__ import annotations

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "levelground.config"

    def ready(self) -> None:
        # They need all apps: checks say what start-up must refuse, wiring who is given what.
        from levelground.config import checks, wiring  # noqa: F401, PLC0415

        wiring.connect()
        wiring.go_on_beside_the_requests()
