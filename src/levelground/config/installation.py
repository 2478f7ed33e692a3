"""Sets up an installation that is new, and says whether the database has the code's migrations."""

from __future__ import annotations

import os
import sys

import django
from django.conf import settings
from django.core.checks import CheckMessage, Critical
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from levelground import __version__


def set_up_if_new() -> None:
    """Keys and tables where there is no database yet; then this process begins again with them."""
    django.setup()
    settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        is_new = not connection.introspection.table_names()
    except DatabaseError:
        return  # start-up says what is wrong with it
    finally:
        connection.close()  # each server process opens its own
    if not is_new:
        return
    call_command("make_keys")
    call_command("migrate", verbosity=0)
    connection.close()
    made = f"A new installation. Its data: {settings.DATA_DIR}\nOpen {settings.ADDRESSES[0]}"
    print(made, flush=True)  # noqa: T201 - to whoever started it
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - ourselves


def migrations() -> list[CheckMessage]:
    """Whether the database fits this version of the code: neither older nor of another kind."""
    executor = MigrationExecutor(connection)
    if unknown := unknown_migrations(executor.loader):
        return [_of_another_version(unknown)]
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not missing:
        return []
    return [
        Critical(
            f"The database is from an earlier version: {len(missing)} migrations are missing.",
            hint="Make a backup (`back_up`), then run `migrate`: docs/OPERATIONS.md, Upgrade.",
            id="levelground.E024",
        )
    ]


def another_version() -> list[CheckMessage]:
    """Whether a version made the database whose migrations this one does not have.

    Of a database that is merely older nothing is said here: `migrate` asks this before it begins.
    """
    unknown = unknown_migrations(MigrationLoader(connection))
    return [_of_another_version(unknown)] if unknown else []


def unknown_migrations(loader: MigrationLoader) -> list[str]:
    """What has been applied to the database and is not in the code, such as `groups.0004_merged`."""
    ours = {app for app, _name in loader.disk_migrations}
    return sorted(
        f"{app}.{name}"
        for app, name in loader.applied_migrations
        if app in ours and (app, name) not in loader.disk_migrations
    )


def _of_another_version(unknown: list[str]) -> CheckMessage:
    return Critical(
        f"The database was made by another version of Level Ground, and this one ({__version__}) "
        f"cannot open it: it does not know {len(unknown)} of its migrations, such as {unknown[0]}.",
        hint="Start the version that made it. Nothing before 0.2.0 was released, and nothing opens "
        "what it made: for a new installation, name another database or an empty LEVELGROUND_DATA.",
        id="levelground.E023",
    )
