from __future__ import annotations

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "levelground.agreements"

    def ready(self) -> None:
        from levelground.agreements.actions import follow_members  # noqa: PLC0415  apps first
        from levelground.agreements.door import AgreementDoor  # noqa: PLC0415
        from levelground.agreements.queries import look_ahead  # noqa: PLC0415
        from levelground.groups.ahead import look_ahead_by  # noqa: PLC0415
        from levelground.groups.changes import on_membership_change  # noqa: PLC0415
        from levelground.live.door import doors  # noqa: PLC0415

        doors.add("agreement", AgreementDoor())
        on_membership_change(follow_members)
        look_ahead_by("agreements", look_ahead)
