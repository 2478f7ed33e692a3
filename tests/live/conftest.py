from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from levelground.runtime import background
from tests.live.postgresql import INITDB, server_in


@pytest.fixture(autouse=True)
def _no_failure_is_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a thread of its own, past the transaction of a test. See tests/config/test_troubles.py."""
    monkeypatch.setattr(background, "note_failure", lambda **_said: None)


@pytest.fixture(scope="module")
def postgresql() -> Iterator[dict[str, Any]]:
    """Where a PostgreSQL listens that is started for this."""
    if not INITDB:
        pytest.skip("PostgreSQL is not installed.")
    with tempfile.TemporaryDirectory() as folder:
        yield from server_in(Path(folder))
