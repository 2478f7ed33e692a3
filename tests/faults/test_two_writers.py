"""Several want the same at once: one is first, the others are decided afresh. On both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.faults import judge, world
from tests.faults.client import Member
from tests.faults.crowd import Crowd
from tests.faults.server import Seed
from tests.history import Operation

pytestmark = pytest.mark.fault

ROUNDS = 12


async def all_at_once(group: world.Group, ports: Sequence[int]) -> tuple[list[Member], list[str]]:
    """In one session after another, everybody presses the same button at the same moment."""
    members = [
        Member(person, ports[number % len(ports)]) for number, person in enumerate(group.people)
    ]
    found: list[str] = []
    for session in group.sessions[:ROUNDS]:
        joined = await asyncio.gather(*(one.press(session, "join", tries=9) for one in members))
        opened = await asyncio.gather(*(one.press(session, "open", tries=9) for one in members))
        paused = await asyncio.gather(*(one.press(session, "pause", tries=9) for one in members))
        if [one.outcome for one in joined] != ["done"] * len(members):
            found.append(f"session {session}: not everybody could join")
        for name, pressed in (("open", opened), ("pause", paused)):
            if _done(pressed) != 1:
                found.append(f"session {session}: {_done(pressed)} had their {name}")
    for member in members:
        await member.look(group.sessions[ROUNDS - 1])
        member.line.close()
    return members, found


def _done(pressed: Sequence[Operation]) -> int:
    return sum(one.outcome == "done" for one in pressed)


def test_on_sqlite_one_is_first_and_the_others_are_refused(two_groups: world.World, tmp_path: Path):
    folder = two_groups.copy_to(tmp_path / "var")
    server = Seed(folder)
    try:
        server.start()
        members, found = asyncio.run(all_at_once(folder.groups[0], [server.port]))
    finally:
        server.stop()

    assert found + judge.verdict(folder, members) == []


def test_on_postgresql_it_is_the_same_with_two_processes(
    on_postgresql: world.World, postgresql: str
):
    servers = [Seed(on_postgresql, DATABASE_URL=postgresql) for _each in range(2)]
    try:
        for server in servers:
            server.start()
        ports = [server.port for server in servers]
        members, found = asyncio.run(all_at_once(on_postgresql.groups[0], ports))
    finally:
        for server in servers:
            server.stop()

    mine = on_postgresql.groups[0].sessions  # the other test has the other group's
    assert found + judge.verdict(on_postgresql, members, url=postgresql, only=mine) == []


def test_on_postgresql_two_processes_are_killed_in_turn_and_nothing_is_lost(
    on_postgresql: world.World, postgresql: str
):
    servers = [Seed(on_postgresql, DATABASE_URL=postgresql) for _each in range(2)]

    async def work() -> list[str]:
        groups = on_postgresql.groups[1:2]
        crowd = Crowd(groups, servers[0].port, seed=4)
        for member in crowd.everyone[::2]:
            member.line.port = servers[1].port
        for server in servers:
            await asyncio.to_thread(server.start)
        await crowd.come()
        crowd.begin()
        for kill in range(6):
            await crowd.until_answered(20, within=5)
            servers[kill % 2].kill()
            await asyncio.to_thread(servers[kill % 2].start)
        await crowd.go()
        await crowd.ask_again()
        pages = await crowd.look_around()
        crowd.close()
        theirs = [session for group in groups for session in group.sessions]
        return judge.verdict(
            on_postgresql, crowd.everyone, pages=pages, url=postgresql, only=theirs
        )

    try:
        assert asyncio.run(work()) == []
    finally:
        for server in servers:
            server.stop()
