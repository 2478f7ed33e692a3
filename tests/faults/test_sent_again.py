"""R5: however often a move is sent, it has one effect, and every answer says the same."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from pathlib import Path
from typing import Any

import pytest

from tests.faults import judge, world
from tests.faults.client import Line, LostError, Member, Reply
from tests.faults.proxy import Proxy
from tests.faults.server import Seed

pytestmark = pytest.mark.fault

FEW, MANY = 50, 400  # moves
MOST = 5  # times that one move is sent


class Senders:
    """The five members of one group, each of whom sends everything one to five times."""

    def __init__(self, group: world.Group, port: int, through: int, *, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311  a seed
        self.session = group.sessions[0]
        self.members = [Member(person, port) for person in group.people]
        self.through = through  # port of the bad line
        self.answers: list[tuple[str, str, set[tuple[int, bytes]]]] = []  # name, key, answers

    async def come(self) -> None:
        for member in self.members:
            await member.press(self.session, "join", tries=50)
        await self.members[0].press(self.session, "open", tries=50)

    async def work(self, moves: int) -> None:
        """Everybody at once."""
        each = moves // len(self.members)
        await asyncio.gather(*(self._work(member, each) for member in self.members))

    async def _work(self, member: Member, moves: int) -> None:
        for _move in range(moves):
            name = self.chance.choice(("check-process", "silence-broken", "pause", "nonsense"))
            key = str(uuid.uuid4())
            times = self.chance.randint(1, MOST)
            sent = time.monotonic()
            at_once = self.chance.random() < 0.5  # two tabs, a double click; or one after another
            if at_once:
                found = await asyncio.gather(
                    *(self._send(member, name, key) for _time in range(times))
                )
            else:
                found = [await self._send(member, name, key) for _time in range(times)]
            last = await member.send_move(self.session, name, key=key)
            heard = [reply for reply in (*found, last) if reply is not None]
            if name != "nonsense":
                member.note(self.session, name, key, sent, last)
                self.answers.append((name, key, {(one.status, one.body) for one in heard}))
            else:
                assert {one.status for one in heard} == {422}

    async def _send(self, member: Member, name: str, key: str) -> Reply | None:
        line = Line(self.through if self.chance.random() < 0.6 else member.port)
        try:
            return await member.send_move(self.session, name, key=key, line=line)
        except LostError:
            return None
        finally:
            line.close()

    def close(self) -> None:
        for member in self.members:
            member.line.close()


async def send_often(
    server: Seed, group: world.Group, *, moves: int, seed: int
) -> tuple[list[str], int]:
    """Every fault found, and how many moves there were."""
    server.start()
    cut = random.Random(seed)  # noqa: S311  a seed
    choose = lambda: cut.choice(("cut-after", "twice", "slow", ""))  # noqa: E731
    async with Proxy(server.port, choose) as proxy:
        senders = Senders(group, server.port, proxy.port, seed=seed)
        await senders.come()
        await senders.work(moves)
        pages = [
            (senders.session, group, member, await member.look(senders.session))
            for member in senders.members
        ]
        senders.close()
    found = [
        f"R5 {name} ({key[:8]}) had {len(answers)} different answers: {answers}"
        for name, key, answers in senders.answers
        if len(answers) != 1
    ]
    wanted: dict[str, int] = {}
    for name, _key, answers in senders.answers:
        wanted[name] = wanted.get(name, 0) + any(status == 200 for status, _body in answers)
    on_disk = judge.read_disk(server.world.folder)[senders.session]
    kinds = {
        "check-process": "process-checked",
        "silence-broken": "silence-broken",
        "pause": "paused",
    }
    for name, kind in kinds.items():
        there = sum(entry.kind == kind for entry in on_disk.log)
        if there != wanted.get(name, 0):
            found.append(f"R5 {name}: {wanted.get(name, 0)} were done, {there} are in the log")
    return found + judge.verdict(server.world, senders.members, pages=pages), len(senders.answers)


def run(
    folder: world.World, *, plant: str = "", moves: int = FEW, seed: int = 5
) -> tuple[list[str], int]:
    server = Seed(folder, plant=plant)
    try:
        return asyncio.run(send_often(server, folder.groups[0], moves=moves, seed=seed))
    finally:
        server.stop()


@pytest.mark.parametrize("wanted", [FEW, pytest.param(MANY, marks=pytest.mark.deep)])
def test_moves_sent_up_to_five_times_have_one_effect(
    two_groups: world.World, tmp_path: Path, wanted: int
):
    found, moves = run(two_groups.copy_to(tmp_path / "var"), moves=wanted)

    assert found == []
    assert moves > wanted / 2


def test_control_without_receipts_they_have_several(two_groups: world.World, tmp_path: Path):
    found, _moves = run(two_groups.copy_to(tmp_path / "var"), plant="no-receipts", moves=60)

    assert any("are in the log" in fault for fault in found), found


def test_a_key_that_was_used_for_something_else_is_refused(two_groups: world.World, tmp_path: Path):
    folder = two_groups.copy_to(tmp_path / "var")
    server = Seed(folder)

    async def ask() -> list[Any]:
        server.start()
        group, key = folder.groups[0], str(uuid.uuid4())
        senders = Senders(group, server.port, server.port, seed=1)
        await senders.come()
        ada, ben = senders.members[:2]
        first = await ada.send_move(senders.session, "check-process", key=key)
        other = await ada.send_move(senders.session, "silence-broken", key=key)
        again = await ada.send_move(senders.session, "check-process", key=key)
        by_ben = await ben.send_move(senders.session, "check-process", key=key)
        senders.close()
        return [first, other, again, by_ben]

    try:
        first, other, again, by_ben = asyncio.run(ask())
    finally:
        server.stop()

    assert (first.status, other.status) == (200, 422)
    assert "already used for something else" in other.json["refused"]
    assert (again.status, again.body) == (first.status, first.body)
    assert by_ben.status == 200, "a key is its sender's own"
    assert by_ben.json["version"] > first.json["version"]
