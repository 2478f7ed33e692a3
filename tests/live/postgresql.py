"""A PostgreSQL of a test's own, where it is installed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connections, transaction
from django.db.utils import ConnectionHandler
from django.test import override_settings

INITDB = shutil.which("initdb") or next(
    iter(sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb")), reverse=True)), None
)


def server_in(folder: Path, **more: str) -> Iterator[dict[str, Any]]:
    """Where it listens. `more` are settings of the server."""
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
    options += "".join(f" -c {name}={value}" for name, value in more.items())
    run([*control, "-l", str(folder / "log"), "-o", options, "start"])
    yield {"host": "127.0.0.1", "port": port, "user": "peers", "dbname": "postgres"}
    run([*control, "-m", "immediate", "stop"])


def connections_to(where: dict[str, Any]) -> ConnectionHandler:
    """Django's connections to it, one for each thread."""
    there = {"NAME": where["dbname"], "HOST": where["host"], "PORT": where["port"]}
    engine = {"ENGINE": "django.db.backends.postgresql", "USER": where["user"]}
    return ConnectionHandler({"default": engine | there})


def tables_in(where: dict[str, Any]) -> None:
    """Make all our tables there, as the models say: migrations take much longer."""
    models = dict.fromkeys((config.label for config in apps.get_app_configs()), None)
    with _default(where), override_settings(MIGRATION_MODULES=models):
        call_command("migrate", run_syncdb=True, verbosity=0)


@contextmanager
def used_instead(where: dict[str, Any]) -> Iterator[None]:
    """It is the database of this thread. Nothing that is written to it is kept."""
    with _default(where), transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def _default(where: dict[str, Any]) -> Iterator[None]:
    usual, there = connections["default"], connections_to(where)["default"]
    connections["default"] = there
    try:
        yield
    finally:
        there.close()
        connections["default"] = usual
