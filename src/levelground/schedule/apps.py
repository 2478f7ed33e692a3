from __future__ import annotations

from django.apps import AppConfig


class ScheduleConfig(AppConfig):
    name = "levelground.schedule"

    def ready(self) -> None:
        from levelground.groups.actions.membership_hooks import (  # noqa: PLC0415
            on_calendar_change,
            on_membership_change,
        )
        from levelground.groups.queries.next_steps import add_next_steps  # noqa: PLC0415  apps first
        from levelground.live import background  # noqa: PLC0415
        from levelground.schedule import tasks  # noqa: PLC0415
        from levelground.schedule.actions import follow, tell_calendars  # noqa: PLC0415
        from levelground.schedule.queries.next_steps import next_steps  # noqa: PLC0415

        on_membership_change(follow)
        on_calendar_change(tell_calendars)
        add_next_steps("schedule", next_steps)
        background.add("reminders of dates", tasks.run, apart=True)
