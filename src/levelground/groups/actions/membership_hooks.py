"""Who is told when somebody joins or leaves a group, when it ends, and when calendars should show
something else of it.

`config.wiring` says who hears of it. They are called inside the transaction of the change: what
they write is there with it or not at all. `group.ended_at` says whether it was the end.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from levelground.groups.models import Group

Heard = Callable[[Group, datetime], None]

_listeners: list[Heard] = []
_calendar_listeners: list[Heard] = []


def on_membership_change(listener: Heard) -> None:
    """Have `listener(group, at)` called at every joining, leaving and ending. Once for each."""
    if listener not in _listeners:
        _listeners.append(listener)


def membership_changed(group: Group, at: datetime) -> None:
    for listener in _listeners:
        listener(group, at)


def on_calendar_change(listener: Heard) -> None:
    """Have `listener(group, at)` called when its name or call link in calendars has changed."""
    if listener not in _calendar_listeners:
        _calendar_listeners.append(listener)


def calendar_changed(group: Group, at: datetime) -> None:
    for listener in _calendar_listeners:
        listener(group, at)
