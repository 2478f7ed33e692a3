from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "levelground.config"

    def ready(self) -> None:
        from levelground.config import audit_mail, key_use  # noqa: PLC0415  apps first
        from levelground.live import background  # noqa: PLC0415

        import_module("levelground.config.checks")  # registers what start-up must refuse
        background.add("noting that the key file is in use", key_use.note_start)
        background.add("mailing the security log's months", audit_mail.run, apart=True)
