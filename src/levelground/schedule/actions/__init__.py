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
from levelground.schedule.actions.feeds import make_feed, stop_feed
from levelground.schedule.actions.finding import (
    drop_slot,
    paint_week,
    propose,
    say_yes,
)
from levelground.schedule.actions.members import follow, tell_again
from levelground.schedule.actions.reminding import forget_past, remind

__all__ = [
    "CannotAnswer",
    "CannotChange",
    "Plan",
    "answer",
    "cancel_date",
    "drop_slot",
    "end_schedule",
    "follow",
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
]
