from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.faults import world

NEAR = "postgresql:///postgres"  # on this machine, without a password


@pytest.fixture(scope="session")
def two_groups(tmp_path_factory: pytest.TempPathFactory) -> world.World:
    """Two groups of five with sessions enough for a lively hour. Copy it before use."""
    return world.make(
        tmp_path_factory.mktemp("world") / "var", groups=2, sessions=30, frame="meeting"
    )


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a database for everybody here, where PostgreSQL lets us make one."""
    yield from _a_database(f"levelground_faults_{os.getpid()}")


@pytest.fixture(scope="module")
def empty_postgresql() -> Iterator[str]:
    """The address of one that nobody else writes to."""
    yield from _a_database(f"levelground_empty_{os.getpid()}")


def _a_database(name: str) -> Iterator[str]:
    psycopg = pytest.importorskip("psycopg")
    try:
        base = psycopg.connect(NEAR, autocommit=True, connect_timeout=2)
        base.execute(f"CREATE DATABASE {name}")
    except psycopg.Error as error:
        pytest.skip(f"No PostgreSQL here that lets us make a database: {error}")
    yield f"postgresql:///{name}"
    base.execute(f"DROP DATABASE {name} WITH (FORCE)")
    base.close()


@pytest.fixture(scope="session")
def on_postgresql(postgresql: str, tmp_path_factory: pytest.TempPathFactory) -> world.World:
    """All migrations, and a world, on PostgreSQL. Each test has a group of its own."""
    folder = tmp_path_factory.mktemp("postgresql") / "var"
    return world.make(folder, groups=3, sessions=24, DATABASE_URL=postgresql)
