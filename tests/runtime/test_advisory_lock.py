"""What every process would do at the same moment is done by one; and it may be a process apart."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from threading import Event, Thread
from typing import Any, Self

import psycopg
import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.utils.connection import ConnectionProxy
from pytest_django import Settings

from levelground.runtime import advisory_lock as module
from levelground.runtime import background
from levelground.runtime.advisory_lock import in_one_process
from tests.live.postgresql import connections_to
from tests.live.running import until


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

    assert in_one_process(
        "reminders", lambda: others.append(in_one_process("reminders", others.clear))
    )
    assert others == [False]


def test_different_work_does_not_wait_for_each_other(locks: Locks):
    others: list[bool] = []

    assert in_one_process(
        "reminders", lambda: others.append(in_one_process("past dates", lambda: None))
    )
    assert others == [True]


def test_work_that_fails_lets_go(locks: Locks):
    def fails() -> None:
        raise ValueError("the mail server is gone")

    with pytest.raises(ValueError, match="gone"):
        in_one_process("reminders", fails)
    assert not locks.held


# On a real PostgreSQL


class Worker(Thread):
    """Another process, as PostgreSQL sees it: a connection of its own, at work until it is let go."""

    def __init__(self, name: str, connection: ConnectionProxy[Any]) -> None:
        super().__init__()
        self.connection = connection
        self.work, self.began, self.may_end = name, Event(), Event()
        self.was_alone: bool | None = None

    def run(self) -> None:
        try:
            self.was_alone = in_one_process(self.work, self._work)
        except DatabaseError:
            self.was_alone = None  # its connection was cut
        finally:
            self.began.set()
            self.connection.close()

    def _work(self) -> None:
        self.began.set()
        assert self.may_end.wait(timeout=20)

    def __enter__(self) -> Self:
        self.start()
        assert self.began.wait(timeout=20)
        return self

    def __exit__(self, *how: object) -> None:
        self.may_end.set()
        self.join()


@pytest.fixture
def worker(postgresql: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Worker]:
    """Makes workers, each with a connection of its own."""
    connection = ConnectionProxy(connections_to(postgresql), "default")
    monkeypatch.setattr(module, "connection", connection)
    return lambda name: Worker(name, connection)


@pytest.fixture
def line(postgresql: dict[str, Any]) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(**postgresql, autocommit=True) as line:
        yield line


def held(line: psycopg.Connection[Any]) -> list[Any]:
    return line.execute("SELECT pid FROM pg_locks WHERE locktype = 'advisory'").fetchall()


@pytest.mark.django_db  # only so that a connection may be opened
def test_on_postgresql_one_is_at_it_and_the_next_may_afterwards(
    worker: Callable[[str], Worker], line: psycopg.Connection[Any]
):
    with worker("reminders") as first:
        with worker("reminders") as second:
            pass
        with worker("past dates") as other:
            pass
    with worker("reminders") as later:
        pass

    assert (first.was_alone, second.was_alone) == (True, False)
    assert (other.was_alone, later.was_alone) == (True, True)
    assert not held(line)


@pytest.mark.django_db
def test_on_postgresql_who_is_killed_at_it_holds_up_nobody(
    worker: Callable[[str], Worker], line: psycopg.Connection[Any]
):
    with worker("reminders") as killed:
        for (pid,) in held(line):
            line.execute("SELECT pg_terminate_backend(%s)", [pid])
        until(lambda: not held(line))
        with worker("reminders") as next_one:
            pass

    assert (killed.was_alone, next_one.was_alone) == (None, True)


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


@pytest.mark.django_db
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
