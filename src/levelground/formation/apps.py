from __future__ import annotations

from django.apps import AppConfig


class FormationConfig(AppConfig):
    name = "levelground.formation"
