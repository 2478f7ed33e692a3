from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.db import connections, transaction
from django.db.utils import ConnectionHandler, DatabaseError, OperationalError

from levelground.config import settings as django_settings
from levelground.config.sqlite import base
from levelground.config.sqlite.base import WriteQueue

pytestmark = pytest.mark.django_db  # only so that connections may be opened


@pytest.fixture
def handler(tmp_path: Path) -> ConnectionHandler:
    options = django_settings.SQLITE["OPTIONS"] | {"timeout": 0.3}
    handler = ConnectionHandler(
        {"default": django_settings.SQLITE | {"NAME": tmp_path / "db", "OPTIONS": options}}
    )
    handler["default"].cursor().execute("CREATE TABLE said (word TEXT UNIQUE)")
    return handler


@pytest.fixture(autouse=True)
def _everybody_asks_it(handler: ConnectionHandler, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(transaction, "connections", handler)
    yield
    handler["default"].close()


def say(handler: Any, word: str) -> None:
    handler["default"].cursor().execute("INSERT INTO said VALUES (%s)", [word])


def said(handler: Any) -> list[str]:
    return [word for (word,) in handler["default"].cursor().execute("SELECT word FROM said")]


def in_threads(*works: Any) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_they_are_called_in_the_order_in_which_they_came():
    line, order = WriteQueue(), []

    def come(number: int) -> None:
        assert line.take(within=5)
        order.append(number)
        line.give()

    assert line.take(within=0)
    threads = [threading.Thread(target=come, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
        time.sleep(0.005)
    line.give()
    for thread in threads:
        thread.join()

    assert order == list(range(20))


def test_who_gives_up_waiting_is_not_called():
    line = WriteQueue()
    assert line.take(within=0)
    assert not line.take(within=0.01)

    line.give()

    assert line.take(within=0)


def test_writers_wait_for_one_another(handler: ConnectionHandler):
    failures = []

    def write(name: str) -> None:
        try:
            for number in range(20):
                with transaction.atomic():
                    say(handler, f"{name}{number}")
                    time.sleep(0.001)
        except OperationalError as failure:
            failures.append(failure)
        handler["default"].close()

    in_threads(*(lambda name=name: write(name) for name in "abcd"))

    assert failures == []
    assert len(said(handler)) == 80


def test_a_turn_ends_with_a_failure_too(handler: ConnectionHandler):
    for _ in range(3):
        with pytest.raises(OperationalError), transaction.atomic():
            handler["default"].cursor().execute("INSERT INTO nothing VALUES (1)")
    with transaction.atomic():
        say(handler, "kept")

    assert said(handler) == ["kept"]


def test_a_turn_ends_when_the_commit_fails(handler: ConnectionHandler):
    cursor = handler["default"].cursor()
    cursor.execute(
        "CREATE TABLE child (word TEXT REFERENCES said(word) DEFERRABLE INITIALLY DEFERRED)"
    )
    with pytest.raises(Exception, match="FOREIGN KEY"), transaction.atomic():
        handler["default"].cursor().execute("INSERT INTO child VALUES ('nobody')")

    with transaction.atomic():
        say(handler, "next")

    assert said(handler) == ["next"]


def test_a_turn_ends_when_the_connection_is_closed_in_the_middle(handler: ConnectionHandler):
    def leave() -> None:
        with suppress(DatabaseError), transaction.atomic():
            say(handler, "lost")
            handler["default"].close()

    in_threads(leave)
    with transaction.atomic():
        say(handler, "kept")

    assert said(handler) == ["kept"]


def test_who_waits_too_long_is_told_that_it_is_locked(handler: ConnectionHandler):
    failures = []

    def write() -> None:
        try:
            with transaction.atomic():
                say(handler, "too late")
        except OperationalError as failure:
            failures.append(str(failure))
        handler["default"].close()

    with transaction.atomic():
        in_threads(write)

    assert failures == ["database is locked: others have been writing for too long"]


def test_reading_waits_for_nobody(handler: ConnectionHandler):
    heard: list[list[str]] = []

    def read() -> None:
        heard.append(said(handler))
        handler["default"].close()

    with transaction.atomic():
        say(handler, "not yet")
        in_threads(read)

    assert heard == [[]]


def test_the_house_s_own_database_queues():
    assert connections["default"].__class__.__module__ == "levelground.config.sqlite.base"


def crowd(line: WriteQueue, number: int, *, within: float) -> list[threading.Thread]:
    threads = [threading.Thread(target=line.take, kwargs={"within": within}) for _ in range(number)]
    for thread in threads:
        thread.start()
    while len(line._waiting) < number:
        time.sleep(0.001)
    return threads


def test_where_nothing_moves_few_wait_so_that_somebody_is_left_to_read(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(base, "STUCK_AFTER", 0.0)
    line = WriteQueue()
    assert line.take(within=0)
    waiting = crowd(line, base.MOST_WAITING, within=0.5)

    assert not line.take(within=60), "told at once"

    for thread in waiting:
        thread.join()


def test_control_where_things_move_everybody_waits(monkeypatch: pytest.MonkeyPatch):
    line = WriteQueue()
    assert line.take(within=0)

    waiting = crowd(line, base.MOST_WAITING + 3, within=0.2)

    for thread in waiting:
        thread.join()


# A disk that does not confirm; a real one: tests/faults/test_outages.py


class Ended(BaseException):
    pass


class DriverError(Exception):
    sqlite_errorcode = base.SQLITE_IOERR


def commit_and_fail(
    handler: ConnectionHandler, monkeypatch: pytest.MonkeyPatch, cause: Any
) -> None:
    def fail(_connection: object) -> None:
        raise OperationalError from cause

    def end(status: int) -> None:
        assert status == os.EX_IOERR
        raise Ended

    monkeypatch.setattr("django.db.backends.sqlite3.base.DatabaseWrapper._commit", fail)
    monkeypatch.setattr(os, "_exit", end)
    with transaction.atomic():
        say(handler, "?")


def test_what_the_disk_did_not_confirm_ends_the_server(
    handler: ConnectionHandler, monkeypatch: pytest.MonkeyPatch
):
    with pytest.raises(Ended):
        commit_and_fail(handler, monkeypatch, DriverError())


def test_control_a_full_disk_does_not(handler: ConnectionHandler, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(base, "A_LITTLE", 2**60)

    with pytest.raises(OperationalError):
        commit_and_fail(handler, monkeypatch, DriverError())


def test_control_another_failure_does_not(
    handler: ConnectionHandler, monkeypatch: pytest.MonkeyPatch
):
    with pytest.raises(OperationalError):
        commit_and_fail(handler, monkeypatch, ValueError())
