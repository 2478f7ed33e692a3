from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.live.postgresql import INITDB, server_in


@pytest.fixture(scope="module")
def postgresql() -> Iterator[dict[str, Any]]:
    """Where a PostgreSQL listens that is started for this."""
    if not INITDB:
        pytest.skip("PostgreSQL is not installed.")
    with tempfile.TemporaryDirectory() as folder:
        yield from server_in(Path(folder))
