from __future__ import annotations

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "levelground.agreements"

    def ready(self) -> None:
        from levelground.agreements.actions.agreement import follow_members  # noqa: PLC0415  apps first
        from levelground.agreements.queries.agreement import next_steps  # noqa: PLC0415
        from levelground.agreements.queries.listeners import AgreementDoor  # noqa: PLC0415
        from levelground.groups.actions.membership_hooks import on_membership_change  # noqa: PLC0415
        from levelground.groups.queries.next_steps import add_next_steps  # noqa: PLC0415
        from levelground.live.door import doors  # noqa: PLC0415

        doors.add("agreement", AgreementDoor())
        on_membership_change(follow_members)
        add_next_steps("agreements", next_steps)
