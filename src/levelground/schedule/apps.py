from __future__ import annotations

from django.apps import AppConfig


class ScheduleConfig(AppConfig):
    name = "levelground.schedule"

    def ready(self) -> None:
        from levelground.groups.ahead import look_ahead_by  # noqa: PLC0415  apps first
        from levelground.groups.changes import on_calendar_change, on_membership_change  # noqa: PLC0415
        from levelground.live import background  # noqa: PLC0415
        from levelground.schedule import clock  # noqa: PLC0415
        from levelground.schedule.actions import follow, tell_calendars  # noqa: PLC0415
        from levelground.schedule.ahead import look_ahead  # noqa: PLC0415

        on_membership_change(follow)
        on_calendar_change(tell_calendars)
        look_ahead_by("schedule", look_ahead)
        background.add("reminders of dates", clock.run, apart=True)
