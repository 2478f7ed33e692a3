"""R1: the server is killed again and again; what was answered is there, once, in order."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.faults import judge, world
from tests.faults.crowd import Crowd
from tests.faults.server import Seed

pytestmark = pytest.mark.fault

FEW, MANY = 10, 100  # kills
MOST = 40  # moves answered between two kills
LONGEST = 3.0  # seconds between two kills, where the machine is slow


async def work_through_kills(
    server: Seed, crowd: Crowd, *, kills: int, most: int = MOST
) -> list[str]:
    """Kill the server so often while the crowd works. Every fault there is."""
    server.start()
    await crowd.come()
    crowd.begin()
    for _kill in range(kills):
        await crowd.until_answered(crowd.chance.randrange(1, most), within=LONGEST)
        server.kill()
        assert judge.is_sound(server.world.folder)
        await asyncio.to_thread(server.start)
    await crowd.go()
    found = judge.verdict(server.world, crowd.everyone)
    await crowd.ask_again()
    pages = await crowd.look_around()
    crowd.close()
    return found + judge.verdict(server.world, crowd.everyone, pages=pages)


@pytest.mark.parametrize("kills", [FEW, pytest.param(MANY, marks=pytest.mark.deep)])
def test_kills_lose_double_and_reorder_nothing(crowded: world.World, kills: int):
    server = Seed(crowded)
    crowd = Crowd(crowded.groups, server.port, seed=1)
    try:
        found = asyncio.run(work_through_kills(server, crowd, kills=kills))
    finally:
        server.stop()
    print(f"{kills} kills, {crowd.answered} moves answered")  # noqa: T201

    assert found == []
    assert crowd.answered > 10 * kills


def test_control_an_answer_before_the_commit_is_caught(crowded: world.World):
    server = Seed(crowded, plant="answer-before-commit")
    crowd = Crowd(crowded.groups, server.port, seed=2)
    try:
        found = asyncio.run(work_through_kills(server, crowd, kills=5))
    finally:
        server.stop()

    assert any("R1" in fault for fault in found), found


@pytest.fixture
def crowded(two_groups: world.World, tmp_path: Path) -> world.World:
    return two_groups.copy_to(tmp_path / "var")
