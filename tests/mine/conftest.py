from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from levelground.accounts.models import Person
from levelground.letters.models import Letter
from levelground.mine.models import VacuumedTable
from tests.live.postgresql import INITDB, server_in


@pytest.fixture(scope="session")
def cluster() -> Iterator[dict[str, Any]]:
    """A PostgreSQL as OPERATIONS asks for it, with its folder."""
    if not INITDB:
        pytest.skip("PostgreSQL is not installed.")
    with tempfile.TemporaryDirectory() as folder:
        for where in server_in(Path(folder), wal_recycle="off"):
            yield where | {"folder": Path(folder, "db")}


@pytest.fixture
def as_root(cluster: dict[str, Any]) -> Iterator[psycopg.Connection]:
    where = {name: value for name, value in cluster.items() if name != "folder"}
    with psycopg.connect(**where, autocommit=True) as line:
        yield line


@pytest.fixture
def database(
    cluster: dict[str, Any], as_root: psycopg.Connection, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Django's default database is one in it, which belongs to somebody who may do nothing else."""
    as_root.execute("CREATE ROLE app LOGIN")
    as_root.execute("CREATE DATABASE app OWNER app")
    usual = connections["default"]
    there = {"NAME": "app", "USER": "app", "HOST": cluster["host"], "PORT": cluster["port"]}
    engine = {"ENGINE": "django.db.backends.postgresql", "OPTIONS": {}, "PASSWORD": ""}
    with django_db_blocker.unblock():
        connections.settings["default"] = usual.settings_dict | there | engine
        connections["default"] = fresh = connections.create_connection("default")
        try:
            with fresh.schema_editor() as editor:
                for model in (Person, Letter, VacuumedTable):
                    editor.create_model(model)
            yield
        finally:
            fresh.close()
            connections.settings["default"] = usual.settings_dict
            connections["default"] = usual
            as_root.execute("DROP DATABASE app WITH (FORCE)")
            as_root.execute("DROP ROLE app")
