from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from levelground.runtime import clock

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _the_clock_stands_still() -> Iterator[None]:
    """Time passes only where a test lets it."""
    with clock.held(NOON):
        yield
