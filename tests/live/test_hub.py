"""Who is there, as one process knows it."""

from __future__ import annotations

import pytest

from levelground.live.hub import GLIMPSE, Hub


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    at = [100.0]
    monkeypatch.setattr("levelground.live.hub.time.monotonic", lambda: at[0])
    return at


def test_who_asked_a_moment_ago_is_there(now: list[float]):
    hub = Hub()
    hub.glimpse("session-7", 1)

    now[0] += GLIMPSE - 1

    assert hub.people("session-7") == {1}
    assert hub.people("session-8") == frozenset()


def test_who_asked_long_ago_is_not_there_and_forgotten(now: list[float]):
    hub = Hub()
    hub.glimpse("session-7", 1)

    now[0] += GLIMPSE + 1
    hub._forget_glimpses()

    assert hub.people("session-7") == frozenset()
    assert not hub._glimpses
