"""A house of its own for a process of a test: its keys, and its database in a file.

In a process of its own, because the tests' settings point at another database. What `migrate` makes
is always the same and takes seconds: it is done once in each process that runs tests, and copied.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connections

import levelground

SOURCE = Path(levelground.__file__).parents[1]
HOME = Path(__file__).parents[1]
FILE = "levelground.sqlite3"
EMPTY = "LEVELGROUND_EMPTY_DATABASE"
"""Tells a process where the file to be copied is."""


def environment(folder: Path, **more: str) -> dict[str, str]:
    """What a process needs to live in this folder, and nothing of ours that could disturb it."""
    wanted = ("PATH", "HOME", "LANG", "TMPDIR")
    return {
        **{name: os.environ[name] for name in wanted if name in os.environ},
        "LEVELGROUND_DATA": str(folder),
        "PYTHONPATH": f"{SOURCE}{os.pathsep}{HOME}",
        "DJANGO_SETTINGS_MODULE": "levelground.config.settings",
        **more,
    }


def told_by(module: str, *given: str, folder: Path, **more: str) -> Any:
    """What a module that moves into this folder prints, as JSON, in its last line."""
    folder.mkdir(parents=True, exist_ok=True)
    around = environment(folder, **more)
    if not more.get("DATABASE_URL"):
        around[EMPTY] = str(empty_database())
    command = [sys.executable, "-m", module, *given]
    said = subprocess.run(command, env=around, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(said.stdout.splitlines()[-1])


def empty_database() -> Path:
    """A database as `migrate` leaves it, in a file that lasts as long as this process."""
    return Path(_migrated().name, FILE)


@contextmanager
def opened(file: Path) -> Iterator[None]:
    """This process works in the database in this file, set up as the house sets up its own."""
    fresh = connections.create_connection("default")
    fresh.settings_dict = (
        connections["default"].settings_dict | settings.SQLITE | {"NAME": str(file)}
    )
    with connected(fresh):
        yield


@contextmanager
def connected(fresh: Any) -> Iterator[None]:
    """This process works over this connection."""
    usual, connections["default"] = connections["default"], fresh
    try:
        yield
    finally:
        fresh.close()
        connections["default"] = usual


@functools.cache
def _migrated() -> tempfile.TemporaryDirectory[str]:
    folder = tempfile.TemporaryDirectory()
    command = [sys.executable, "-m", "tests.installation"]
    subprocess.run(command, env=environment(Path(folder.name)), check=True)
    return folder


def move_in(module: str) -> None:
    """Make this process, which runs `module`, a Django with keys and an empty database."""
    django.setup()
    data = Path(os.environ["LEVELGROUND_DATA"])
    if not (data / "keys").exists():
        call_command("make_keys", stdout=sys.stderr)
        # Settings have been read without them; whoever is signed in later needs the new key.
        os.execv(sys.executable, [sys.executable, "-m", module, *sys.argv[1:]])  # noqa: S606
    if EMPTY in os.environ:
        shutil.copy(os.environ[EMPTY], data / FILE)
    else:
        call_command("migrate", verbosity=0)


if __name__ == "__main__":
    move_in("tests.installation")
    connections.close_all()  # so that all is in the file that is copied, and nothing in its log
