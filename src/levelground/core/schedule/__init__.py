"""Dates: what a clock on the wall says and when that is, a year by a rule, a slot that suits all.

A meeting is at a time that a clock on a wall shows, in one place. Its instants follow from that,
never the other way round: 19:00 in Auckland stays 19:00 when daylight saving begins.
"""

from __future__ import annotations

from levelground.core.schedule.local_time import (
    Instant,
    Odd,
    instant,
    on_the_wall,
    wall_days_before,
)
from levelground.core.schedule.observances import Observance, observances
from levelground.core.schedule.reminders import due_reminders
from levelground.core.schedule.rule import Day, Rhythm, Rule, days, year_from
from levelground.core.schedule.slots import Slot, Span, Week, slots

__all__ = [
    "Day",
    "Instant",
    "Observance",
    "Odd",
    "Rhythm",
    "Rule",
    "Slot",
    "Span",
    "Week",
    "days",
    "due_reminders",
    "instant",
    "observances",
    "on_the_wall",
    "slots",
    "wall_days_before",
    "year_from",
]
