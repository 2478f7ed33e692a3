"""R6: random sessions of five through kills, cuts, delays, doubles and reconnects."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from tests.faults import judge, world
from tests.faults.crowd import Crowd
from tests.faults.proxy import FAULTS, Proxy
from tests.faults.server import Seed

pytestmark = pytest.mark.fault

FEW, MANY = (3, 2), (30, 8)  # sessions and kills among them
MOVES = 15  # in each session, on average, before the crowd goes on to the next


async def live_through(server: Seed, *, seed: int, sessions: int, kills: int) -> list[str]:
    """Random moves in so many sessions, on a line where a third of all requests suffer."""
    chance = random.Random(seed)  # noqa: S311  a seed
    server.start()
    choose = lambda: chance.choice(FAULTS) if chance.random() < 0.35 else ""  # noqa: E731
    found: list[str] = []
    async with Proxy(server.port, choose) as proxy:
        crowd = Crowd(server.world.groups, proxy.port, seed=seed)
        rounds = sessions // len(crowd.groups)
        for number in range(rounds):
            await crowd.come()
            crowd.begin()
            await crowd.until_answered(MOVES * len(crowd.groups))
            if chance.random() < kills / rounds:
                server.kill()
                assert judge.is_sound(server.world.folder)
                await asyncio.to_thread(server.start)
            await crowd.go()
            if number + 1 < rounds:
                crowd.go_on()
        found += judge.verdict(server.world, crowd.everyone)
        await crowd.ask_again()
        pages = await crowd.look_around()
        crowd.close()
    return found + judge.verdict(server.world, crowd.everyone, pages=pages)


def run(folder: world.World, **how: int) -> list[str]:
    server = Seed(folder)
    try:
        return asyncio.run(live_through(server, **how))
    finally:
        server.stop()


@pytest.mark.parametrize(("sessions", "kills"), [FEW, pytest.param(*MANY, marks=pytest.mark.deep)])
def test_random_sessions_keep_the_rules_whatever_the_line_does(
    two_groups: world.World, tmp_path: Path, sessions: int, kills: int
):
    folder = two_groups.copy_to(tmp_path / "var")

    assert run(folder, seed=6, sessions=sessions, kills=kills) == []


def test_control_a_server_that_forgets_one_kind_of_event_is_caught(
    two_groups: world.World, tmp_path: Path
):
    """R20: what is served no longer follows from the log."""
    folder = two_groups.copy_to(tmp_path / "var")
    server = Seed(folder, plant="forget-who-is-ready")

    async def agree() -> list[str]:
        server.start()
        crowd = Crowd(folder.groups[:1], server.port, seed=3)
        await crowd.come()
        group = crowd.groups[0]
        session = crowd.session_of(group)
        for member in crowd.members[group]:
            await member.press(session, "ready")
        pages = await crowd.look_around()
        crowd.close()
        return judge.verdict(folder, crowd.everyone, pages=pages)

    try:
        found = asyncio.run(agree())
    finally:
        server.stop()

    assert any("page" in fault or "column" in fault for fault in found), found
