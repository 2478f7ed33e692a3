from __future__ import annotations

from django.apps import AppConfig


class FormationConfig(AppConfig):
    name = "levelground.formation"

    def ready(self) -> None:
        from levelground.accounts.queries import register_signup_allowlist  # noqa: PLC0415  apps first
        from levelground.formation.actions.withdrawals import leave_rounds  # noqa: PLC0415
        from levelground.formation.queries.seats import is_seated  # noqa: PLC0415
        from levelground.formation.tasks import expiry, searching  # noqa: PLC0415
        from levelground.live import background  # noqa: PLC0415
        from levelground.programmes.actions.withdrawal_hooks import on_leaving  # noqa: PLC0415

        register_signup_allowlist(is_seated)
        on_leaving(leave_rounds)
        background.add("the search for groups", searching.run)
        background.add("reminding of seats, and letting go of old rounds", expiry.run)
