"""The first words of a person or a group, written twice at once: one key, nothing lost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults import world
from tests.installation import environment

pytestmark = pytest.mark.fault


def faults_in(here: world.World, *how: str, **more: str) -> list[str]:
    command = [sys.executable, "-m", "tests.faults.first_words", *how]
    around = environment(here.folder, **more)
    said = subprocess.run(command, env=around, check=True, capture_output=True, text=True)
    return said.stdout.splitlines()


def test_on_sqlite_one_makes_the_key(tmp_path: Path):
    assert faults_in(world.make(tmp_path / "var")) == []


@pytest.fixture(scope="module")
def on_postgresql(empty_postgresql: str, tmp_path_factory: pytest.TempPathFactory) -> world.World:
    return world.make(tmp_path_factory.mktemp("first") / "var", DATABASE_URL=empty_postgresql)


def test_on_postgresql_one_makes_the_key_and_the_other_waits(
    on_postgresql: world.World, empty_postgresql: str
):
    assert faults_in(on_postgresql, DATABASE_URL=empty_postgresql) == []


def test_control_where_nobody_waits_it_is_noticed(
    on_postgresql: world.World, empty_postgresql: str
):
    found = faults_in(on_postgresql, "--nobody-waits", DATABASE_URL=empty_postgresql)

    assert any("IntegrityError" in fault for fault in found)
