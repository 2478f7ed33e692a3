from __future__ import annotations

import pytest

from tests.faults import world


@pytest.fixture(scope="session")
def two_groups(tmp_path_factory: pytest.TempPathFactory) -> world.World:
    """Two groups of five with sessions enough for a lively hour. Copy it before use."""
    return world.make(
        tmp_path_factory.mktemp("world") / "var", groups=2, sessions=30, frame="meeting"
    )
