"""Who was there for how long, read off the story of a session that is over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from levelground.core.session.events import (
    Arrived,
    Closed,
    Convened,
    Departed,
    Event,
    Opened,
    Planned,
)

SHORTEST = 1  # minute; less is a page that was opened by mistake


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Minutes are counted from opening to closing; waiting in the lobby is nobody's session."""

    opened_at: datetime
    closed_at: datetime
    minutes: Mapping[str, int]  # by member, only of those who were there
    processes: frozenset[str]  # what it was planned with

    @property
    def length(self) -> int:
        return _minutes(self.closed_at - self.opened_at)


def presence(story: Iterable[Event]) -> Presence | None:
    """None for a session that never opened, or is not over."""
    count = _Count()
    for event in story:
        match event:
            case Convened():
                count.processes.add(event.frame)
            case Planned() | Arrived() | Departed():
                count.go_on(event)
            case Opened():
                count.opened_at = event.at
            case Closed():
                return count.close(event.at)
            case _:
                pass
    return None


class _Count:
    def __init__(self) -> None:
        self.opened_at: datetime | None = None
        self.processes: set[str] = set()
        self.since: dict[str, datetime] = {}
        self.spent: dict[str, timedelta] = {}

    def go_on(self, event: Planned | Arrived | Departed) -> None:
        match event:
            case Planned():
                self.processes.update(part.process for part in event.parts)
            case Arrived(member=member):
                self.since.setdefault(member, event.at)
            case Departed(member=member):
                self.leave(member, event.at)

    def leave(self, member: str, at: datetime) -> None:
        came = self.since.pop(member, None)
        if came is not None and self.opened_at is not None:
            time = at - max(came, self.opened_at)
            self.spent[member] = self.spent.get(member, timedelta()) + time

    def close(self, at: datetime) -> Presence | None:
        if self.opened_at is None:
            return None
        for member in tuple(self.since):
            self.leave(member, at)
        minutes = {member: _minutes(time) for member, time in self.spent.items()}
        return Presence(
            opened_at=self.opened_at,
            closed_at=at,
            minutes={member: n for member, n in minutes.items() if n >= SHORTEST},
            processes=frozenset(self.processes),
        )


def _minutes(time: timedelta) -> int:
    return round(time.total_seconds() / 60)
