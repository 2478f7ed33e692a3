"""What `live` asks the apps that own the topics. `live` itself decides nothing.

`config.wiring` gives each app's door, for the kind of topic that is its own:

    doors.add("session", SessionDoor())  # session-7, session-8 …
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

MOST_FIGURES = 18  # of a database id


class SignedOut(Exception):
    """Nobody is signed in with this session key."""


class Door(Protocol):
    """All are called in a thread and may use the database."""

    def admit(self, session_key: str, topic: str) -> int | None:
        """Who this is, if they may listen to this topic; None if there is no such thing for them.

        Raise SignedOut where the key belongs to nobody.
        """

    def version(self, topic: str) -> int: ...

    def welcome(self, topic: str) -> Collection[int]:
        """Ids of all people who may listen now. Asked at every tick and every two seconds."""


class NoDoor:
    """Until an app has given its own: nobody comes in."""

    def admit(self, session_key: str, topic: str) -> int | None:
        return None

    def version(self, topic: str) -> int:
        return 0

    def welcome(self, topic: str) -> Collection[int]:
        return ()


class Doors:
    """One door for each kind of topic; where there is none, nobody comes in."""

    def __init__(self) -> None:
        self._doors: dict[str, Door] = {}

    def add(self, kind: str, door: Door) -> None:
        """Have this door asked about the topics `<kind>-<number>`. The same kind again replaces it."""
        self._doors[kind] = door

    def admit(self, session_key: str, topic: str) -> int | None:
        return self._at(topic).admit(session_key, topic)

    def version(self, topic: str) -> int:
        return self._at(topic).version(topic)

    def welcome(self, topic: str) -> Collection[int]:
        return self._at(topic).welcome(topic)

    def _at(self, topic: str) -> Door:
        return self._doors.get(topic.partition("-")[0], _NOBODY_IN)


def number_in(topic: str) -> int:
    """The id in `session-7`; 0, which is nobody's, where it is none."""
    number = topic.partition("-")[2]
    return int(number) if number.isdecimal() and len(number) <= MOST_FIGURES else 0


_NOBODY_IN = NoDoor()
doors = Doors()
