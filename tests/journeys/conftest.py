from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults import world
from tests.faults.server import Seed


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        pytest.skip("Chromium is not installed: nothing was looked at in a browser")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  only where there is a browser

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> world.World:
    """A group of five with sessions to hold. Copy it before use."""
    folder = tmp_path_factory.mktemp("journeys") / "var"
    return world.make(folder, groups=2, sessions=12, frame="short-meeting", minutes="90")


@pytest.fixture(scope="module")
def running(built: world.World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seed]:
    """A server that is not killed, for what only looks at pages."""
    server = Seed(built.copy_to(tmp_path_factory.mktemp("running") / "var"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def own_world(built: world.World, tmp_path: Path) -> world.World:
    return built.copy_to(tmp_path / "var")
