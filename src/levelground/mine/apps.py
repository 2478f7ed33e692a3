from __future__ import annotations

from django.apps import AppConfig


class MineConfig(AppConfig):
    name = "levelground.mine"
