"""Goal S17: whatever is sent, no page breaks. A million inputs in `bin/test --deep`, on both databases."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice

import pytest

from tests.access.world import make_world
from tests.fuzz.site import House, quiet

SEED = 17
QUICK = 1_000  # hostile inputs, for each database
LONG = int(os.environ.get("LEVELGROUND_FUZZ", "500000"))
MOST = 5  # faults that are told


@pytest.fixture
def house(either_database: str) -> Iterator[House]:
    with quiet():
        yield House(make_world(), seed=SEED)


def told(house: House, inputs: int) -> list[str]:
    return list(islice(house.faults(inputs), MOST))


def test_no_page_breaks(house: House):
    assert told(house, QUICK) == []


@pytest.mark.deep
def test_no_page_breaks_in_half_a_million_inputs(house: House):
    assert told(house, LONG) == []
    assert house.inputs >= LONG
    print(f"{house.requests} requests with {house.inputs} hostile inputs")  # noqa: T201


@pytest.mark.parametrize("either_database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("guard", "without"),
    [
        ("tests.fuzz.site._refused", lambda scope: None),
        ("levelground.config.urls.handler404", "django.views.defaults.page_not_found"),
    ],
)
def test_control_a_guard_that_is_gone_is_missed(
    house: House, monkeypatch: pytest.MonkeyPatch, guard: str, without: object
):
    monkeypatch.setattr(guard, without)

    assert told(house, 5 * QUICK)
