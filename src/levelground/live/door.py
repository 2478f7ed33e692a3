"""What `live` asks the app that owns the topics. `live` itself decides nothing."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol


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
