"""How many groups of five can be in session on one core, and how long a move takes to all screens.

`python -m bench.session_load` makes a world, starts the real server on one core and the members on
the others, and adds groups until a move no longer reaches all screens in time. Then the
same with `bench.bare`, the framework alone. Each member has an open line and fetches
the stage at every tick, as a browser does. Reading a page with a screen takes longer; drawing it is
the phone's own work.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults import world
from tests.faults.client import Line, Member
from tests.faults.server import address, free_port, wait_until_open
from tests.installation import environment
from tests.journeys.others import PROCESS
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

EACH_MOVES_EVERY = 30.0  # seconds: two moves a minute by each of five
REST = 3.0  # seconds
IN_TIME = 0.150  # seconds at the 99th percentile
SHOWN = re.compile(rb'data-version="(\d+)"')
MOVES = ("check-process", "silence-broken")


@dataclass(slots=True)
class Screen:
    """One member's open page."""

    member: Member
    session: int
    shows: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    fetching: Line | None = None
    line: ClientConnection | None = None
    fetched: int = 0

    async def open(self) -> None:
        port = self.member.port
        self.fetching = Line(port)
        self.line = await connect(
            f"ws://127.0.0.1:{port}/live/session-{self.session}/",
            origin=f"http://127.0.0.1:{port}",  # type: ignore[arg-type]  # as browsers send it
            additional_headers={"Cookie": f"session={self.member.person.cookie}"},
            compression=None,
            ping_interval=None,
        )

    async def live(self) -> None:
        """Fetch the stage at each tick that is news."""
        assert self.line
        assert self.fetching
        with suppress(ConnectionClosed):
            async for message in self.line:
                version = int(str(message).rpartition(":")[2].strip(" }"))
                if version > self.shows:
                    request = self.member.request(
                        "GET", f"/sessions/{self.session}/", **{"HX-Request": "true"}
                    )
                    reply = await self.fetching.ask(request)
                    found = SHOWN.search(reply.body)
                    assert found, reply.body[:200]
                    self.shows = int(found[1])
                    self.fetched += 1
                    self.changed.set()

    async def has(self, version: int) -> float:
        """When it shows at least this version."""
        while self.shows < version:
            self.changed.clear()
            await self.changed.wait()
        return time.perf_counter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    groups: int
    moves: int
    to_all: list[float]
    answered: list[float]
    cpu: float  # seconds of the server's, for each move and its five screens
    busy: float  # of one core
    resting: float  # the same, while nobody moves

    def __str__(self) -> str:
        p50, p99 = (1000 * percentile(self.to_all, share) for share in (0.5, 0.99))
        ack = 1000 * percentile(self.answered, 0.99)
        return (
            f"{self.groups:5} groups {self.moves:5} moves   to all screens p50 {p50:6.1f} ms"
            f"  p99 {p99:6.1f} ms   answered p99 {ack:6.1f} ms"
            f"   {1000 * self.cpu:5.1f} ms of CPU a move   {100 * self.busy:3.0f} % busy"
            f" ({100 * self.resting:.0f} at rest)"
        )

    @property
    def in_time(self) -> bool:
        return percentile(self.to_all, 0.99) < IN_TIME


def percentile(times: list[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("inf")


class Load:
    """Groups in session on one server."""

    def __init__(self, port: int, pid: int, *, seconds: float) -> None:
        self.port, self.pid, self.seconds = port, pid, seconds
        self.groups: list[list[Screen]] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.chance = random.Random(1)

    async def add(self, group: world.Group, *, real: bool) -> None:
        members = [Member(person, self.port) for person in group.people]
        session = group.sessions[0]
        if real:
            await bring_to_the_work(members, session)
        screens = [Screen(member, session) for member in members]
        for screen in screens:
            await screen.open()
            self.tasks.append(asyncio.create_task(screen.live()))
        self.groups.append(screens)

    async def measure(self) -> Result:
        to_all: list[float] = []
        answered: list[float] = []
        await asyncio.sleep(1)
        resting = cpu_of(self.pid)
        await asyncio.sleep(REST)
        resting = (cpu_of(self.pid) - resting) / REST
        began, cpu = time.perf_counter(), cpu_of(self.pid)
        until = began + self.seconds
        await asyncio.gather(*(self._work(group, until, to_all, answered) for group in self.groups))
        used, passed = cpu_of(self.pid) - cpu, time.perf_counter() - began
        return Result(
            groups=len(self.groups),
            moves=len(to_all),
            to_all=to_all,
            answered=answered,
            cpu=(used - resting * passed) / max(1, len(to_all)),
            busy=used / passed,
            resting=resting,
        )

    async def _work(
        self, group: list[Screen], until: float, to_all: list[float], answered: list[float]
    ) -> None:
        every = EACH_MOVES_EVERY / len(group)
        await asyncio.sleep(self.chance.random() * every)
        while time.perf_counter() < until:
            screen = self.chance.choice(group)
            sent = time.perf_counter()
            done = await screen.member.press(screen.session, self.chance.choice(MOVES))
            answered.append(time.perf_counter() - sent)
            async with asyncio.timeout(20):
                seen = await asyncio.gather(*(one.has(done.version) for one in group))
            to_all.append(max(seen) - sent)
            await asyncio.sleep(self.chance.uniform(0.5, 1.5) * every)

    async def close(self) -> None:
        for group in self.groups:
            for screen in group:
                if screen.line:
                    await screen.line.close()
                if screen.fetching:
                    screen.fetching.close()
                screen.member.line.close()
        await asyncio.gather(*self.tasks, return_exceptions=True)


async def bring_to_the_work(members: list[Member], session: int) -> None:
    """From the lobby to a step of work, as five people do it."""
    for member in members:
        await member.press(session, "join")
    await members[0].press(session, "open")
    for member in members:
        await member.press(session, "ready")
    await members[0].press(session, "offer")
    who = ("presenters", str(members[0].person.member))
    await members[0].press(session, "propose-presenters", who)
    for member in members[1:]:
        await member.press(session, "yes")
    await members[0].press(session, "propose-process", ("process", PROCESS))
    for member in members[1:]:
        await member.press(session, "yes")


def cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_of(pid: int) -> float:
    """Resident, in MB."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


@contextmanager
def serving(module: str, folder: Path, core: int) -> Iterator[tuple[int, int]]:
    """A server on a core of its own: its port and its process."""
    port = free_port()
    command = ["taskset", "-c", str(core), sys.executable, "-m", module]
    with subprocess.Popen(command, env=environment(folder, **address(port))) as process:
        wait_until_open(port)
        try:
            yield port, process.pid
        finally:
            process.kill()


async def grow(
    load: Load, groups: list[world.Group], *, real: bool, first: int
) -> tuple[Result | None, Result | None]:
    """Add groups until it is too much. The last that was in time, and the first that was not."""
    good: Result | None = None
    wanted = float(first)
    waiting = list(groups)
    while waiting:
        while waiting and len(load.groups) < wanted:
            await load.add(waiting.pop(0), real=real)
        result = await load.measure()
        print(result, flush=True)
        if not result.in_time:
            return good, result
        good = result
        wanted *= 1.5
    return good, None


async def bench(module: str, made: world.World, asked: argparse.Namespace, *, real: bool) -> int:
    print(f"\n{module}")
    with serving(module, made.folder, asked.core) as (port, pid):
        load = Load(port, pid, seconds=asked.seconds)
        before = memory_of(pid)
        groups = list(made.groups)
        if not real:
            groups *= max(1, asked.most_bare // len(groups))
            groups = [
                world.Group(people=bare_people(group), sessions=(number + 1,))
                for number, group in enumerate(groups)
            ]
        good, bad = await grow(load, groups, real=real, first=asked.first)
        members = sum(len(group) for group in load.groups)
        each = 1024 * (memory_of(pid) - before) / members
        print(f"  {each:.0f} kB of memory for each of {members} members on open pages")
        with suppress(TimeoutError):
            async with asyncio.timeout(20):
                await load.close()
    most = good.groups if good else 0
    more = "" if bad else " or more"
    print(f"  in time with {most}{more} groups")
    return most


def bare_people(group: world.Group) -> tuple[world.Person, ...]:
    return tuple(
        world.Person(name=person.name, email="", person=1, member=1, cookie="x")
        for person in group.people
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--groups", type=int, default=160, help="how many there are at most")
    parser.add_argument("--first", type=int, default=10, help="how many to begin with")
    parser.add_argument("--seconds", type=float, default=12)
    parser.add_argument("--core", type=int, default=0, help="on which core the server runs")
    parser.add_argument("--most-bare", type=int, default=800)
    parser.add_argument("--only", choices=("product", "bare"))
    asked = parser.parse_args()
    cores = os.sched_getaffinity(0) - {asked.core}
    with tempfile.TemporaryDirectory() as temporary:
        made = world.make(
            Path(temporary) / "var", groups=asked.groups, sessions=1, frame="short-meeting"
        )
        os.sched_setaffinity(0, cores or {asked.core})
        most = bare = 0
        if asked.only != "bare":
            most = asyncio.run(bench("levelground.config.serve", made, asked, real=True))
        if asked.only != "product":
            bare = asyncio.run(bench("bench.bare", made, asked, real=False))
    if most and bare:
        print(
            f"\n{most} groups of five on one core; the bare framework {bare}: 1 to {bare / most:.1f}"
        )


if __name__ == "__main__":
    main()
