from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from levelground.live.hub import hub
from levelground.runtime import clock
from tests.room import Room, make_room

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _the_clock_stands_still() -> Iterator[None]:
    """Time passes only where a test lets it."""
    with clock.held(NOON):
        yield


@pytest.fixture(autouse=True)
def _nobody_was_seen_before() -> None:
    hub._glimpses.clear()


@pytest.fixture
def room(db: None) -> Room:
    """Ada, Ben and Cai have a session, and nobody has come in yet."""
    return make_room()


@pytest.fixture
def running(room: Room) -> Room:
    """All three are in, and it has begun."""
    return room.open()
