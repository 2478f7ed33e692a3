"""What `bin/test --plants` replaces is still there, once; and it says so where it is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.plants import HOME, PLANTS, lost


def test_every_piece_stands_there_once():
    assert lost(PLANTS) == []


def test_every_plant_is_another_and_names_tests_that_are_there():
    assert len({plant.bug for plant in PLANTS}) == len(PLANTS)
    for plant in PLANTS:
        assert plant.old != plant.new
        assert all((HOME / path).exists() for path in plant.tests.split()), plant.bug


@pytest.mark.parametrize("piece", ["this stands nowhere", "def "])
def test_control_a_piece_that_is_gone_or_stands_there_twice_is_named(piece: str):
    [said] = lost([replace(PLANTS[0], old=piece)])

    assert said.startswith(PLANTS[0].bug)
