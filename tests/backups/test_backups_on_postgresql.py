"""Backups and the key file of a PostgreSQL: a dump through a pipe, and the same refusals."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from levelground.accounts.models import Person
from levelground.backups.actions import back_up, restore
from levelground.config import checks
from levelground.letters.models import Letter
from levelground.runtime import clock
from levelground.sealing import envelope
from levelground.sealing.envelope import WrongKeyFile

pytestmark = pytest.mark.usefixtures("database")
EMAIL = "backed.up@example.org"


@pytest.fixture(autouse=True)
def _keys(settings: Settings, tmp_path: Path) -> None:
    settings.BACKUP_KEYS = tmp_path / "keys"


def make_person() -> None:
    Person.objects.create(email=EMAIL, name="Zwq", joined_at=clock.now())


@pytest.mark.skipif(not shutil.which("pg_dump"), reason="pg_dump is not installed")
def test_a_backup_is_dumped_through_a_pipe_and_restored(
    cluster: dict[str, Any], as_root: psycopg.Connection, tmp_path: Path
):
    make_person()
    made = back_up(tmp_path / "copies")
    assert [path.name for path in (tmp_path / "copies").iterdir()] == [made.name]
    assert EMAIL.encode() not in made.read_bytes()

    restore(made, tmp_path / "dump")
    as_root.execute("CREATE DATABASE again")
    there = ["-h", cluster["host"], "-p", str(cluster["port"]), "-U", "peers", "-d", "again"]
    subprocess.run(["pg_restore", "--no-owner", *there, str(tmp_path / "dump")], check=True)

    with psycopg.connect(
        host=cluster["host"], port=cluster["port"], user="peers", dbname="again"
    ) as line:
        assert line.execute("SELECT email FROM accounts_person").fetchall() == [(EMAIL,)]
    as_root.execute("DROP DATABASE again")


@pytest.mark.skipif(not shutil.which("pg_dump"), reason="pg_dump is not installed")
def test_a_dump_that_breaks_off_is_no_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(connection.settings_dict, "NAME", "nowhere")

    with pytest.raises(CommandError, match="No copy was made"):
        call_command("back_up", str(tmp_path / "copies"))

    assert not list((tmp_path / "copies").iterdir())
    assert not (tmp_path / "keys").exists()


def test_without_pg_dump_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(CommandError, match="Install the client of your PostgreSQL"):
        call_command("back_up", str(tmp_path / "copies"))


def test_the_key_file_of_another_database_is_refused(settings: Settings, tmp_path: Path):
    usual = settings.LEVELGROUND_KEY_FILE
    name, wrapped = envelope.new_key(b"letter")
    Letter.objects.create(
        kind="t",
        made_at=clock.now(),
        due_at=clock.now(),
        wrapped_with=name,
        wrapped=wrapped,
        body=b"x",
    )
    assert not any(fault.id == "levelground.E005" for fault in checks.faults())
    settings.LEVELGROUND_KEY_FILE = tmp_path / "kek"
    settings.LEVELGROUND_KEY_FILE.write_text("A" * 43 + "=\n")
    settings.LEVELGROUND_KEY_FILE.chmod(0o600)
    envelope.forget_keys()

    found = [fault for fault in checks.faults() if fault.id == "levelground.E005"]

    assert [name in fault.msg for fault in found] == [True]
    with pytest.raises(WrongKeyFile):
        envelope.new_key(b"letter")
    settings.LEVELGROUND_KEY_FILE = usual
    envelope.forget_keys()
