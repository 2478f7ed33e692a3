from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.live.postgresql import INITDB, server_in, tables_in, used_instead


@pytest.fixture(scope="package")
def postgresql_tables(django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """A PostgreSQL that is started for this, with all our tables."""
    if not INITDB:
        pytest.skip("PostgreSQL is not installed.")
    with tempfile.TemporaryDirectory() as folder:
        for where in server_in(Path(folder)):
            with django_db_blocker.unblock():
                tables_in(where)
            yield where


@pytest.fixture(params=["sqlite", "postgresql"])
def either_database(request: pytest.FixtureRequest, db: None) -> Iterator[str]:
    """A test on both kinds of database, one after the other. Nothing it writes is kept."""
    if request.param == "sqlite":
        yield "sqlite"
    else:
        with used_instead(request.getfixturevalue("postgresql_tables")):
            yield "postgresql"
