from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults import world
from tests.faults.server import Seed
from tests.journeys.others import Others
from tests.journeys.phone import Phone


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
    gc.collect()  # what Playwright leaves, before anything else is compiled


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


@pytest.fixture
def at_work(running: Seed, next_session: int) -> Iterator[Others]:
    """A session in its first step of work: Ada presents. Everybody is on their own line."""
    others = Others(running.world.groups[0], next_session, running.port)
    others.bring_to_the_work()
    yield others
    others.close()


@pytest.fixture
def next_session(running: Seed) -> int:
    """One that nobody has used."""
    used = _used.setdefault(running.port, [])
    fresh = next(pk for pk in running.world.groups[0].sessions if pk not in used)
    used.append(fresh)
    return fresh


@pytest.fixture
def phone(browser: Any, running: Seed) -> Iterator[Callable[..., Phone]]:
    """Makes phones of the first group's members, by number. What they report must be nothing."""
    made: list[Phone] = []

    def make(who: int | None = 0, *, group: int = 0, **how: Any) -> Phone:
        person = running.world.groups[group].people[who] if who is not None else None
        made.append(Phone(browser, f"http://127.0.0.1:{running.port}", person=person, **how))
        return made[-1]

    yield make
    faults = [fault for one in made for fault in one.faults]
    for one in made:
        one.close()
    assert not faults, "\n".join(faults)


_used: dict[int, list[int]] = {}
