from __future__ import annotations

from collections.abc import Iterator

import pytest

from levelground.audit import actions


@pytest.fixture(autouse=True)
def _nothing_is_known_to_be_written() -> Iterator[None]:
    actions._openings.forget()
    yield
    actions._openings.forget()


@pytest.fixture(autouse=True)
def _openings_are_known_at_once() -> None:
    """Not here: each is tried as it is."""
