from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from levelground.runtime import clock as shared
from levelground.runtime.clock import Clock

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_the_wall_clock_may_jump_and_nothing_moves():
    with time_machine.travel(NOON, tick=False) as wall:
        clock = Clock()
        before = clock.now()

        wall.shift(timedelta(hours=-2))
        after_falling_back = clock.now()
        wall.shift(timedelta(days=3))
        after_running_ahead = clock.now()

    assert before <= after_falling_back <= after_running_ahead
    assert after_running_ahead - before < timedelta(seconds=1)


def test_the_jump_can_be_seen():
    with time_machine.travel(NOON, tick=False) as wall:
        clock = Clock()
        wall.shift(timedelta(hours=-2))

        assert abs(clock.apart_from_the_wall() + timedelta(hours=2)) < timedelta(seconds=1)


def test_it_starts_no_earlier_than_what_is_written_down():
    clock = Clock()
    later = clock.now() + timedelta(hours=1)

    clock.anchor(later)

    assert later <= clock.now() < later + timedelta(seconds=1)


def test_what_is_long_past_moves_nothing():
    clock = Clock()
    before = clock.now()

    clock.anchor(before - timedelta(days=1))

    assert clock.now() - before < timedelta(seconds=1)


def test_it_can_be_held_and_let_go():
    with shared.held(NOON):
        assert shared.now() == NOON
    assert shared.now() > NOON


def test_the_log_says_so_when_the_wall_clock_is_wrong(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr(shared, "LOOK_EVERY", 0.01)
    monkeypatch.setattr(shared, "apart_from_the_wall", lambda: timedelta(hours=-2))

    async def look() -> None:
        async with asyncio.timeout(0.1):
            await shared.watch()

    with pytest.raises(TimeoutError):
        asyncio.run(look())

    assert "-7200 s from ours" in caplog.text
