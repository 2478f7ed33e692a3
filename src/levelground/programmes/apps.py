from __future__ import annotations

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "levelground.programmes"

    def ready(self) -> None:
        from levelground.accounts.queries import register_signup_allowlist  # noqa: PLC0415  apps first
        from levelground.live import background  # noqa: PLC0415
        from levelground.programmes import tasks  # noqa: PLC0415
        from levelground.programmes.queries.programmes import is_asked  # noqa: PLC0415

        register_signup_allowlist(is_asked)
        background.add("letters to those who are asked", tasks.run_letters)
        background.add("forgetting who did not answer", tasks.run)
