"""A server that is started with another database's key file ends with a sentence, and changes nothing."""

from __future__ import annotations

import base64
import secrets
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.faults.server import address, free_port
from tests.installation import FILE, HOME, empty_database, environment

pytestmark = pytest.mark.fault
LETTER = (
    "INSERT INTO letters_letter (kind, wrapped_with, wrapped, body, made_at, due_at, tries)"
    " VALUES ('t', '0123456789abcdef', 'x', 'x', '2026-03-02T12:00:00+00:00', '2026-03-02T12:00:00+00:00', 0)"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Keys that were made a moment ago, beside a database that is older."""
    keys = tmp_path / "keys"
    keys.mkdir(mode=0o700)
    for name, secret in (
        ("kek", base64.b64encode(secrets.token_bytes(32)).decode()),
        ("secret_key", "x" * 50),
    ):
        (keys / name).write_text(secret + "\n")
        (keys / name).chmod(0o600)
    return tmp_path


def started(folder: Path, *command: str, **more: str) -> tuple[int, str]:
    """With what a command ended that should not have begun, and what it said."""
    around = environment(folder, **address(free_port()), **more)
    ended = subprocess.run(
        [sys.executable, *command],
        env=around, cwd=HOME, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return ended.returncode, ended.stdout + ended.stderr


SERVE, WORK = ("-m", "levelground.config.serve"), ("manage.py", "work")


def refuses(folder: Path, *commands: tuple[str, ...], **more: str) -> None:
    for command in commands:
        code, said = started(folder, *command, **more)
        assert code != 0
        assert "1 of its rows are sealed with the key 0123456789abcdef, which is not in it." in said
        assert "Put back the copy of the key file" in said
        assert "Traceback" not in said


def test_on_sqlite(folder: Path):
    shutil.copy(empty_database(), folder / FILE)
    with sqlite3.connect(folder / FILE) as database:
        database.execute(LETTER)
    database.close()
    before = (folder / FILE).read_bytes()

    refuses(folder, SERVE)

    assert (folder / FILE).read_bytes() == before


@pytest.mark.deep
def test_on_postgresql(folder: Path, postgresql: str):
    said = started(folder, "manage.py", "migrate", "-v0", DATABASE_URL=postgresql)
    assert said[0] == 0, said
    with psycopg.connect(postgresql) as database:
        database.execute(LETTER)

    refuses(folder, SERVE, WORK, DATABASE_URL=postgresql)

    with psycopg.connect(postgresql) as database:
        assert database.execute("SELECT given_up_at, tries FROM letters_letter").fetchall() == [
            (None, 0)
        ]
