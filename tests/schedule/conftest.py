from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.core import mail

from levelground.runtime import clock
from tests.make import Cast, make_cast, make_dates

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday


@pytest.fixture(autouse=True)
def now() -> Iterator[datetime]:
    """All these tests happen on one Monday, unless they hold the clock themselves."""
    with clock.held(NOW):
        yield NOW


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def dated(cast: Cast) -> Cast:
    """The cast, with a year of Tuesdays, every second one; the letters about that are read."""
    make_dates(cast.group)
    mail.outbox.clear()
    return cast
