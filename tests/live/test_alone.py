"""What every process would do at the same moment is done by one; and it may be a process apart."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import Any, Self

import pytest
from django.core.management import call_command
from pytest_django import Settings

from levelground.live import alone as module
from levelground.live import background
from levelground.live.alone import alone


class Locks:
    """PostgreSQL's advisory locks, as far as they are asked for here."""

    vendor = "postgresql"

    def __init__(self) -> None:
        self.held: set[int] = set()
        self.answer = False

    def cursor(self) -> Locks:
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *how: object) -> None: ...

    def execute(self, sql: str, given: list[int]) -> None:
        key = given[0]
        assert -(2**63) <= key < 2**63
        if "unlock" in sql:
            self.answer = key in self.held
            self.held.discard(key)
        else:
            self.answer = key not in self.held
            self.held.add(key)

    def fetchone(self) -> tuple[bool]:
        return (self.answer,)


@pytest.fixture
def locks(monkeypatch: pytest.MonkeyPatch) -> Locks:
    there = Locks()
    monkeypatch.setattr(module, "connection", there)
    return there


def test_while_one_is_at_it_another_leaves_it(locks: Locks):
    others: list[bool] = []

    assert alone("reminders", lambda: others.append(alone("reminders", others.clear)))
    assert others == [False]


def test_different_work_does_not_wait_for_each_other(locks: Locks):
    others: list[bool] = []

    assert alone("reminders", lambda: others.append(alone("past dates", lambda: None)))
    assert others == [True]


def test_work_that_fails_lets_go(locks: Locks):
    def fails() -> None:
        raise ValueError("the mail server is gone")

    with pytest.raises(ValueError, match="gone"):
        alone("reminders", fails)
    assert not locks.held


# Apart from the server


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []

    def work(name: str) -> Any:
        async def run() -> None:
            found.append(name)
            await asyncio.sleep(60)

        return run

    monkeypatch.setattr(background, "_works", {})
    monkeypatch.setattr(background, "_apart", set())
    background.add("the clock", work("the clock"))
    background.add("letters", work("letters"), apart=True)
    return found


async def _a_server_runs() -> None:
    async with background.going_on():
        await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    ("is_apart", "expected"), [(False, ["letters", "the clock"]), (True, ["the clock"])]
)
def test_a_server_does_all_unless_there_is_a_worker(
    done: list[str], settings: Settings, is_apart: bool, expected: list[str]
):
    settings.WORK_APART = is_apart
    asyncio.run(_a_server_runs())

    assert sorted(done) == expected


def test_the_worker_does_what_needs_no_open_page_until_it_is_stopped(
    done: list[str], monkeypatch: pytest.MonkeyPatch
):
    async def stops() -> None:
        done.append("letters")
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(60)

    background.add("letters", stops, apart=True)
    call_command("work")

    assert done == ["letters"]
