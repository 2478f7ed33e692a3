"""Ticks between processes, over a PostgreSQL that is started for this."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import psycopg
import pytest
from django.db.utils import OperationalError

from levelground.live import ticks
from levelground.live.hub import Hub
from levelground.live.ticks import CHANNEL, Ticker, listen
from levelground.runtime import background
from tests.live.postgresql import connections_to
from tests.live.running import Running, TestDoor, running, until

pytestmark = pytest.mark.django_db  # only so that a connection may be opened


@pytest.fixture
def door() -> TestDoor:
    return TestDoor()


@contextmanager
def another_process(door: TestDoor, where: dict[str, Any]) -> Iterator[Running]:
    """A server that hears ticks over PostgreSQL only."""
    with running(door, beside=lambda hub: _listening(hub, where)) as house:
        yield house


async def _listening(hub: Hub, where: dict[str, Any]) -> None:
    await background.keep_going("listening", partial(listen, hub, **where))


def listeners(line: psycopg.Connection[Any]) -> list[Any]:
    return line.execute(
        "SELECT pid FROM pg_stat_activity WHERE query IN (%s, 'SELECT 1') AND state = 'idle'",
        [f"LISTEN {CHANNEL}"],
    ).fetchall()


@pytest.fixture
def ticker(postgresql: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[Ticker]:
    """As a process has it in which nobody listens."""
    connection = connections_to(postgresql)["default"]
    monkeypatch.setattr(ticks, "connection", connection)
    yield Ticker(Hub())
    connection.close()


def test_a_tick_in_one_process_is_heard_in_another(
    postgresql: dict[str, Any], door: TestDoor, ticker: Ticker
):
    with (
        another_process(door, postgresql) as house,
        house.page("ada") as ada,
        psycopg.connect(**postgresql, autocommit=True) as line,
    ):
        ada.hears()
        until(lambda: listeners(line))

        ticker.tick("session-7", 4)

        assert ada.hears() == {"version": 4}


def test_a_cut_line_comes_back_and_what_was_missed_is_read(
    postgresql: dict[str, Any], door: TestDoor, ticker: Ticker
):
    with (
        another_process(door, postgresql) as house,
        house.page("ada") as ada,
        psycopg.connect(**postgresql, autocommit=True) as line,
    ):
        ada.hears()
        until(lambda: listeners(line))

        door.versions["session-7"] = 5  # nobody says so
        for (pid,) in listeners(line):
            line.execute("SELECT pg_terminate_backend(%s)", [pid])

        assert ada.hears(within=5) == {"version": 5}
        until(lambda: listeners(line))
        ticker.tick("session-7", 6)
        assert ada.hears() == {"version": 6}


class Unreachable:
    vendor = "postgresql"

    def cursor(self) -> None:
        raise OperationalError("no route to the host that ada's words are on")


def test_a_tick_that_cannot_be_sent_on_does_not_undo_the_move(
    ticker: Ticker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr(ticks, "connection", Unreachable())

    ticker.tick("session-7", 4)

    assert "Tick of session-7 not sent on" in caplog.text
    assert "words" not in caplog.text


def test_listening_needs_no_other_process_on_sqlite():
    asyncio.run(ticks.listen_to_other_processes())
