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
    """Whether the database is as old as an earlier version of the code."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not missing:
        return []
    return [
        Critical(
            f"The database is from an earlier version: {len(missing)} migrations are missing.",
            hint="Make a backup (`back_up`), then run `migrate`: docs/OPERATIONS.md, Upgrade.",
            id="levelground.E019",
        )
    ]
