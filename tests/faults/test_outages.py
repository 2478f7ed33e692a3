"""Disk full, database locked, PostgreSQL gone: 507 or 503 in words, nothing half-done, and back without a restart."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import subprocess
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from levelground.live.hub import BROKEN
from tests.faults import judge, world
from tests.faults.client import LostError, Member, Reply
from tests.faults.server import Seed, Server, database_of

pytestmark = pytest.mark.fault

Outage = Callable[[], Any]  # a context: the outage lasts as long as it
BACK_WITHIN = 10.0  # seconds: goal R7
SMALL = "12m"
ONCE = str(uuid.uuid4())  # pressed again, it counts once


async def work_through(
    server: Seed, group: world.Group, outage: Outage, *, status: int, words: str, reads: bool
) -> tuple[list[Member], list[str]]:
    """A session before, during and after an outage. Everything that should not be so."""
    ada, ben = (Member(person, server.port) for person in group.people[:2])
    try:
        found = await _work_through(
            ada, ben, group.sessions[0], outage, status=status, words=words, reads=reads
        )
    finally:
        for member in (ada, ben):
            member.line.close()
    return [ada, ben], found


async def _work_through(
    ada: Member, ben: Member, session: int, outage: Outage, *, status: int, words: str, reads: bool
) -> list[str]:
    found: list[str] = []
    for member in (ada, ben):
        await member.press(session, "join")
    before = (await ada.look(session)).version
    with outage():
        for name, ask in answers(ada, session).items():
            reply = await ask()
            found += faults_of(name, reply, status, words)
        if reads:
            found += [] if (await ben.look(session)).version == before else ["a half was done"]
            found += [] if await hears(ben, session) == before else ["the line is silent"]
        elif await hears(ben, session) is not None:
            found.append("the line says something that it cannot know")
    until = time.monotonic() + BACK_WITHIN
    while (await ada.send_move(session, "open", key=ONCE)).status != 200:
        if time.monotonic() > until:
            return [*found, "it did not come back"]
        await asyncio.sleep(0.2)
    page = await ben.look(session)
    found += [] if page.version > before else ["what was pressed again was not done"]
    found += [] if await hears(ben, session) == page.version else ["the line did not come back"]
    return found


def answers(ada: Member, session: int) -> dict[str, Callable[[], Awaitable[Reply]]]:
    """Everything here writes: a move, the same from a page, a draft, a form, a sign-in."""
    html = {"Accept": "text/html", "Content-Type": "application/x-www-form-urlencoded"}

    def form(path: str, body: str, **more: str) -> Callable[[], Awaitable[Reply]]:
        return lambda: ada.line.ask(ada.request("POST", path, body=body, **html | more))

    return {
        "a move": lambda: ada.send_move(session, "open", key=ONCE),
        "a press": form(f"/sessions/{session}/moves/", f"move=open&key={uuid.uuid4()}&version=0"),
        "a part of a page": form(
            f"/sessions/{session}/moves/",
            f"move=open&key={uuid.uuid4()}&version=0",
            **{"HX-Request": "true"},
        ),
        "a form": form("/account/", "name=Ada&time_zone=UTC"),
        "a new group": form("/groups/new/", "name=Another&minutes=90&quorum=3"),
        "a sign-in": form("/sign-in/", "email=eve@example.org", Cookie=f"csrf={'f' * 32}"),
    }


def faults_of(name: str, reply: Reply, status: int, words: str) -> list[str]:
    said = reply.text
    found = [f"{name}: {reply.status}"] if reply.status != status else []
    if words not in said.replace("\n", " ") or "Traceback" in said:
        found.append(f"{name} says: {said[:80]}")
    if "retry-after" not in reply.headers:
        found.append(f"{name}: no Retry-After")
    return found


async def hears(member: Member, session: int) -> int | None:
    """The first version that a new line hears; None if it's closed without one."""
    try:
        async with (
            asyncio.timeout(5),
            connect(
                f"ws://127.0.0.1:{member.port}/live/session-{session}/",
                origin=f"http://127.0.0.1:{member.port}",  # type: ignore[arg-type]
                additional_headers={"Cookie": f"session={member.person.cookie}"},
            ) as line,
        ):
            return int(str(await line.recv()).rpartition(":")[2].strip(" }"))
    except ConnectionClosed as ended:
        code = ended.rcvd.code if ended.rcvd else 0
    return None if code == BROKEN else -code


def run(
    made: world.World, outage: Outage, *, plant: str = "", url: str = "", **asked: Any
) -> list[str]:
    server = Seed(made, plant=plant, **({"DATABASE_URL": url} if url else {}))
    try:
        server.start()
        members, found = asyncio.run(work_through(server, made.groups[-1], outage, **asked))
    finally:
        server.stop()
    mine = made.groups[-1].sessions
    return found + judge.verdict(made, members, url=url, only=mine)


# SQLite


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    if os.getuid() != 0 or not shutil.which("mount"):
        pytest.skip("A disk of our own to fill needs root and mount.")
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", str(folder)]
    if subprocess.run(command, check=False, capture_output=True).returncode != 0:
        pytest.skip("We may not mount a disk of our own here.")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk(two_groups: world.World, tmp_path: Path):
    with small_disk(tmp_path / "disk"):
        made = two_groups.copy_to(tmp_path / "disk" / "var")

        @contextmanager
        def full() -> Iterator[None]:
            filler = made.folder / "filler"
            with filler.open("wb", buffering=0) as file:
                try:
                    while file.write(b"x" * 4096):
                        pass
                except OSError:
                    pass
            yield
            filler.unlink()

        found = run(made, full, status=507, words="disk is full", reads=True)

    assert found == []


def test_a_locked_database(two_groups: world.World, tmp_path: Path):
    made = two_groups.copy_to(tmp_path / "var")

    @contextmanager
    def locked() -> Iterator[None]:
        with closing(sqlite3.connect(database_of(made.folder), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")

    found = run(made, locked, plant="impatient", status=503, words="reach our database", reads=True)

    assert found == []


# A disk that does not confirm (goal R8)


FIU = Path("/usr/lib/fiu")


def fail_to_confirm(made: world.World, folder: Path, *, times: int) -> list[str]:
    """From one press on, fsync fails, until the server is started anew; so often. What should not be so."""
    fifo = folder / "fiu"
    preload = f"{FIU}/fiu_run_preload.so {FIU}/fiu_posix_preload.so"
    group = made.groups[0]
    found, members = [], []
    for number in range(times):
        session = group.sessions[number % len(group.sessions)]
        server = Server(made, LD_PRELOAD=preload, FIU_CTRL_FIFO=str(fifo))
        server.start()
        member = Member(group.people[number % len(group.people)], server.port)
        members.append(member)
        asyncio.run(press(member, session, note=True))
        fail = ["fiu-ctrl", "-f", str(fifo), "-c", "enable name=posix/io/sync/*", str(server.pid)]
        subprocess.run(fail, check=True)
        answered = [asyncio.run(press(member, session)) for _press in range(3)]
        found += [f"answered {one}" for one in answered if 0 < one < 500]
        if (ended := server.ended()) != os.EX_IOERR:
            found.append(f"ended with {ended}")
    return found + judge.verdict(made, members)


async def press(member: Member, session: int, *, note: bool = False) -> int:
    """With what status a press is answered; 0 where the line breaks."""
    try:
        if note:
            await member.press(session, "join")
            return 200
        return (await member.send_move(session, "open", key=str(uuid.uuid4()))).status
    except LostError:
        return 0
    finally:
        member.line.close()


needs_fiu = pytest.mark.skipif(
    not (shutil.which("fiu-ctrl") and FIU.is_dir()),
    reason="A disk that does not confirm needs libfiu (Debian: fiu-utils).",
)


@needs_fiu
def test_a_disk_that_does_not_confirm_ends_the_server(two_groups: world.World, tmp_path: Path):
    assert fail_to_confirm(two_groups.copy_to(tmp_path / "var"), tmp_path, times=1) == []


@needs_fiu
@pytest.mark.deep
def test_a_hundred_disks_that_do_not_confirm(two_groups: world.World, tmp_path: Path):
    assert fail_to_confirm(two_groups.copy_to(tmp_path / "var"), tmp_path, times=100) == []


# PostgreSQL


def test_postgresql_is_gone_and_comes_back(on_postgresql: world.World, postgresql: str):
    psycopg = pytest.importorskip("psycopg")
    name = postgresql.rpartition("/")[2]

    @contextmanager
    def gone() -> Iterator[None]:
        with psycopg.connect("postgresql:///postgres", autocommit=True) as admin:
            admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )
            yield
            admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")

    found = run(
        on_postgresql, gone, url=postgresql, status=503, words="reach our database", reads=False
    )

    assert found == []
