"""Everything that changes a group's dates, by what it is about."""

from __future__ import annotations

from levelground.schedule.actions.answers import CannotAnswer, answer
from levelground.schedule.actions.dates import (
    CannotChange,
    Plan,
    cancel_date,
    end_schedule,
    make_schedule,
    move_date,
)
from levelground.schedule.actions.feeds import fetch_feed, make_feed, stop_feed
from levelground.schedule.actions.finding import (
    drop_slot,
    paint_week,
    propose,
    say_yes,
)
from levelground.schedule.actions.members import follow, tell_again, tell_calendars
from levelground.schedule.actions.reminders import forget_past, remind
from levelground.schedule.actions.zones import follow_zone_data

__all__ = [
    "CannotAnswer",
    "CannotChange",
    "Plan",
    "answer",
    "cancel_date",
    "drop_slot",
    "end_schedule",
    "fetch_feed",
    "follow",
    "follow_zone_data",
    "forget_past",
    "make_feed",
    "make_schedule",
    "move_date",
    "paint_week",
    "propose",
    "remind",
    "say_yes",
    "stop_feed",
    "tell_again",
    "tell_calendars",
]
