"""R9: the wall clock jumps in the middle of a session; no timer notices, and no event moves."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine

from levelground.runtime.clock import Clock
from tests.faults import judge, world
from tests.faults.client import Member, Page
from tests.faults.server import Seed

pytestmark = pytest.mark.fault

LIBRARY = next(
    (
        path
        for place in ("/usr/lib", "/usr/lib64", "/usr/local/lib")
        for path in Path(place).glob("**/faketime/libfaketime.so.1")
    ),
    None,
)
NEW_ZEALAND = ZoneInfo("Pacific/Auckland")
JUMPS: dict[str, timedelta | datetime] = {
    "two hours back": timedelta(hours=-2),
    "three days ahead": timedelta(days=3),
    "into winter time": datetime(2027, 4, 4, 2, 59, 59, tzinfo=NEW_ZEALAND),
    "into summer time": datetime(2027, 9, 26, 1, 59, 59, tzinfo=NEW_ZEALAND),
}
AFTER = 1.3  # seconds to look at after each jump
ALLOWED = 1.0  # seconds that a timer may be off


@dataclass
class Wall:
    """The wall clock that the server sees; it is read at every look."""

    file: Path

    def put(self, to: timedelta | datetime) -> None:
        ahead = to if isinstance(to, timedelta) else to - datetime.now(UTC)
        self.file.write_text(f"{ahead.total_seconds():+.0f}")

    def environment(self) -> dict[str, str]:
        return {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_FORCE_MONOTONIC_FIX": "0",  # else Python's threads wait for seconds
            "TZ": "Pacific/Auckland",
            "TIME_ZONE": "Pacific/Auckland",
        }


@pytest.fixture
def wall(tmp_path: Path) -> Wall:
    if LIBRARY is None:
        pytest.skip("libfaketime is missing (sudo apt-get install faketime): no clock was moved")
    wall = Wall(tmp_path / "wall")
    wall.put(timedelta(0))
    return wall


async def live_through_jumps(server: Seed, wall: Wall) -> list[str]:
    """A called silence, during which the wall clock goes wild. Every fault there is."""
    server.start()
    group = server.world.groups[0]
    session = group.sessions[0]
    members = [Member(person, server.port) for person in group.people]
    for member in members:
        await member.press(session, "join", tries=20)
    await members[0].press(session, "open")
    await members[0].press(session, "call-silence")
    page = await members[1].look(session)
    ends, began = _ends(page), (page.sent + page.answered) / 2
    server_time, asked = await _now(members[1], session)
    server_time -= asked - began
    found: list[str] = []
    for name, jump in JUMPS.items():
        wall.put(jump)
        until = time.monotonic() + AFTER
        while time.monotonic() < until:
            page = await members[2].look(session)
            if page.data["word"] != "silence" or _ends(page) != ends:
                found.append(f"{name}: {page.data['word']} until {_ends(page)}, not {ends}")
            tells, asked = await _now(members[3], session)
            if abs(tells - server_time - (asked - began)) > ALLOWED:
                off = tells - server_time - (asked - began)
                found.append(f"{name}: the server's time is off by {off:.1f}")
            await members[4].press(session, "check-process")
            await asyncio.sleep(0.05)
    for member in members:
        member.line.close()
    on_disk = judge.read_disk(server.world.folder)[session]
    times = [event.at for event in on_disk.events]
    if times != sorted(times):
        found.append("events were put in another order")
    if sum(entry.kind == "silence-ended" for entry in on_disk.log):
        found.append("the silence was cut short")
    return found + judge.verdict(server.world, members)


def run(folder: world.World, wall: Wall, *, plant: str = "") -> list[str]:
    server = Seed(folder, plant=plant, **wall.environment())
    try:
        return asyncio.run(live_through_jumps(server, wall))
    finally:
        server.stop()


def test_a_wall_clock_that_jumps_moves_no_timer_and_no_event(
    two_groups: world.World, tmp_path: Path, wall: Wall
):
    assert run(two_groups.copy_to(tmp_path / "var"), wall) == []


def test_control_a_server_that_follows_the_wall_is_caught(
    two_groups: world.World, tmp_path: Path, wall: Wall
):
    found = run(two_groups.copy_to(tmp_path / "var"), wall, plant="follow-the-wall")

    assert any("off by" in fault for fault in found), found
    assert any("no timer" in fault for fault in found), "three days ahead ended the silence"


@pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS)
def test_our_clock_counts_on_through_a_jump(jump: timedelta | datetime):
    with time_machine.travel(datetime(2027, 3, 1, tzinfo=UTC), tick=True) as traveller:
        clock = Clock()
        before = clock.now()
        traveller.move_to(jump if isinstance(jump, datetime) else datetime.now(UTC) + jump)

        assert timedelta(0) <= clock.now() - before < timedelta(seconds=1)


def test_after_a_restart_with_a_clock_put_back_our_time_does_not_begin_before_the_last_event():
    with time_machine.travel(datetime(2027, 3, 1, tzinfo=UTC)):
        last = datetime.now(UTC)
    with time_machine.travel(datetime(2027, 2, 28, 22, tzinfo=UTC)):
        clock = Clock()
        clock.anchor(last)

        assert clock.now() >= last


ENDS = re.compile(r'ends-at="([^"]*)"')


def _ends(page: Page) -> str:
    """When the page's timer ends, on the server's clock."""
    found = ENDS.search(page.html)
    return found[1] if found else "no timer"


async def _now(member: Member, session: int) -> tuple[float, float]:
    """The server's time, and when that was by a clock that nobody moves."""
    sent = time.monotonic()
    reply = await member.get(f"/sessions/{session}/ticks/?since=0")
    return float(str(reply.json["now"])) / 1000, (sent + time.monotonic()) / 2
