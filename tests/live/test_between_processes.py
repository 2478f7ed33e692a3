"""Ticks between processes, over a PostgreSQL that is started for this."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db.utils import ConnectionHandler, OperationalError

from levelground.live import background, ticks
from levelground.live.hub import Hub
from levelground.live.ticks import CHANNEL, Ticker, listen
from tests.live.running import Running, TestDoor, running

INITDB = shutil.which("initdb") or next(
    iter(sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb")), reverse=True)), None
)
pytestmark = [
    pytest.mark.skipif(not INITDB, reason="PostgreSQL is not installed"),
    pytest.mark.django_db,  # only so that a connection may be opened
]


@pytest.fixture(scope="module")
def postgresql() -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        yield from _server_in(Path(folder))


def _server_in(folder: Path) -> Iterator[dict[str, Any]]:
    assert INITDB
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # PostgreSQL does not run as root.
    runner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    as_owner = runner if os.getuid() == 0 else []
    if as_owner:
        shutil.chown(folder, "postgres")
    control = [
        *as_owner,
        str(Path(INITDB).resolve().with_name("pg_ctl")),
        "-D",
        str(folder / "db"),
        "-w",
    ]
    run = partial(subprocess.run, check=True, stdout=subprocess.DEVNULL, cwd="/")
    run([*as_owner, INITDB, "-D", str(folder / "db"), "-U", "peers", "-A", "trust"])
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    )
    run([*control, "-l", str(folder / "log"), "-o", options, "start"])
    yield {"host": "127.0.0.1", "port": port, "user": "peers", "dbname": "postgres"}
    run([*control, "-m", "immediate", "stop"])


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


def until(claim: Any, within: float = 5.0) -> None:
    end = time.monotonic() + within
    while not claim():
        assert time.monotonic() < end
        time.sleep(0.02)


def listeners(line: psycopg.Connection[Any]) -> list[Any]:
    return line.execute(
        "SELECT pid FROM pg_stat_activity WHERE query IN (%s, 'SELECT 1') AND state = 'idle'",
        [f"LISTEN {CHANNEL}"],
    ).fetchall()


@pytest.fixture
def ticker(postgresql: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[Ticker]:
    """As a process has it in which nobody listens."""
    connection = ConnectionHandler(
        {
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": postgresql["dbname"],
                "HOST": postgresql["host"],
                "PORT": postgresql["port"],
                "USER": postgresql["user"],
            }
        }
    )["default"]
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
