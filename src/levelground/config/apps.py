from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "levelground.config"

    def ready(self) -> None:
        import_module("levelground.config.checks")  # registers what start-up must refuse
