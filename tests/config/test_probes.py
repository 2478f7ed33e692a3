"""Whether a process answers, and whether it can do its work."""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import Settings

from levelground.config import checks, probes
from levelground.config.installation import migrations
from levelground.config.probes import Look, Probes
from levelground.letters.models import Letter
from levelground.runtime import clock
from levelground.sealing import envelope
from tests.letters.at_once import letters_wait

SECRET = "postgresql://peers:swordfish@db"  # noqa: S105 - what a failure may quote


def asked(
    path: str,
    looks: Mapping[str, Look],
    *,
    client: str = "127.0.0.1",
    headers: Sequence[tuple[bytes, bytes]] = (),
    times: int = 1,
) -> tuple[int, str]:
    """The status and the text of the last answer."""
    said: list[Any] = []

    async def send(message: Any) -> None:
        said.append(message)

    async def receive() -> Any:
        return {"type": "http.request"}

    async def ask() -> None:
        application = Probes(looks)
        scope = {"type": "http", "path": path, "client": (client, 1), "headers": headers}
        await asyncio.gather(*(application(scope, receive, send) for _ in range(times)))

    asyncio.run(ask())
    return said[-2]["status"], said[-1]["body"].decode()


def good() -> str:
    return ""


def bad() -> str:
    return "does not answer"


def broken() -> str:
    raise DatabaseError(SECRET)


def test_a_process_that_answers_is_alive_whatever_else_is_wrong():
    assert asked("/healthz", {"database": broken}) == (200, "alive\n")


def test_it_is_ready_when_all_is_good():
    assert asked("/readyz", {"database": good, "key file": good}) == (
        200,
        "ready\ndatabase: good\nkey file: good\n",
    )


def test_what_is_wrong_is_said_in_words_and_what_is_right_too():
    assert asked("/readyz", {"database": bad, "key file": good}) == (
        503,
        "not ready\ndatabase: does not answer\nkey file: good\n",
    )


def test_a_failure_is_named_and_not_quoted():
    assert asked("/readyz", {"database": broken}) == (
        503,
        "not ready\ndatabase: failed (DatabaseError)\n",
    )


@pytest.mark.parametrize("client", ["203.0.113.7", "2001:db8::7", "", "testclient"])
def test_others_than_this_machine_get_the_status_alone(client: str):
    assert asked("/readyz", {"database": bad}, client=client) == (503, "not ready\n")


@pytest.mark.parametrize("header", [b"x-forwarded-for", b"forwarded", b"x-real-ip", b"via"])
def test_whoever_comes_through_a_proxy_that_names_nobody_is_another(header: bytes):
    said = asked("/readyz", {"database": bad}, headers=[(header, b" ")])

    assert said == (503, "not ready\n")


def test_many_who_ask_at_once_make_one_look():
    looks = 0

    def counted() -> str:
        nonlocal looks
        looks += 1
        return ""

    asked("/readyz", {"database": counted}, times=50)

    assert looks == 1


def test_what_does_not_come_back_is_not_waited_for(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(probes, "WITHIN", 0.01)
    reader, writer = os.pipe()

    def hangs() -> str:
        os.read(reader, 1)
        return ""

    async def then_let_go() -> str:
        said = await probes._told_by(hangs)
        os.write(writer, b"x")
        return said

    assert asyncio.run(then_let_go()) == "does not answer in time"
    os.close(reader)
    os.close(writer)


# What is looked at


@pytest.mark.django_db
def test_all_is_good_here():
    assert {name: look() for name, look in probes.LOOKS.items()} == dict.fromkeys(probes.LOOKS, "")


@pytest.mark.django_db
def test_a_database_that_is_away(monkeypatch: pytest.MonkeyPatch):
    class Away:
        def cursor(self) -> None:
            raise DatabaseError(SECRET)

    monkeypatch.setattr(probes, "connection", Away())

    assert probes.database() == "does not answer"


@pytest.mark.django_db
def test_a_database_of_an_earlier_version_is_not_served(monkeypatch: pytest.MonkeyPatch):
    assert migrations() == []
    MigrationRecorder.Migration.objects.filter(app="letters").delete()

    [fault] = checks.faults()

    assert fault.id == "levelground.E024"
    assert "migrate" in str(fault.hint)
    assert probes.tables() == "migrations are missing"


def test_a_key_file_that_holds_no_key(settings: Settings, tmp_path: Path):
    settings.LEVELGROUND_KEY_FILE = tmp_path / "kek"
    assert probes.key_file().startswith("does not open")


def test_a_credential_is_the_service_s_alone_whatever_its_mode_says(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """systemd lets the service in by an access list, and that shows as a right of the group."""
    key = tmp_path / "kek"
    key.write_text(base64.b64encode(bytes(32)).decode())
    key.chmod(0o440)
    settings.LEVELGROUND_KEY_FILE = key
    assert [fault.id for fault in checks.keys(None)] == ["levelground.E002"]

    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))

    assert checks.keys(None) == []


def make_letter(**times: datetime) -> None:
    name, wrapped = envelope.new_key(b"letter")
    made = {"kind": "t", "made_at": clock.now() - timedelta(days=3), "body": b"x"}
    with letters_wait():
        Letter.objects.create(**made, **times, wrapped_with=name, wrapped=wrapped)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("due", "stuck"),
    [
        (timedelta(minutes=11), True),
        (timedelta(minutes=9), False),  # its time has just come
        (-timedelta(hours=2), False),  # claimed, or tried again later
    ],
)
def test_a_letter_that_nobody_takes_is_noticed(due: timedelta, stuck: bool):
    make_letter(due_at=clock.now() - due)

    assert bool(probes.outbox()) is stuck


@pytest.mark.django_db
def test_what_was_sent_or_given_up_is_not_stuck():
    long_ago = clock.now() - timedelta(days=1)
    make_letter(due_at=long_ago, sent_at=long_ago)
    make_letter(due_at=long_ago, given_up_at=long_ago)

    assert probes.outbox() == ""
