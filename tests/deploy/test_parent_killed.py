"""The first of several server processes is killed: none of the others goes on serving."""

from __future__ import annotations

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.config.test_serve import ROOT, start
from tests.deploy.installation import prepared
from tests.deploy.test_units import ready

pytestmark = pytest.mark.fault

PARENT = """
import uvicorn
if __name__ == "__main__":
    uvicorn.run("planted:application", port={port}, workers=3, log_level="error", lifespan="on")
"""
PLANTED = """
from levelground.config import parent
{plant}
parent.stop_with_parent()
async def application(scope, receive, send):
    while scope["type"] == "lifespan":
        kind = (await receive())["type"]
        await send({{"type": kind + ".complete"}})
        if kind == "lifespan.shutdown":
            return
"""


def children_of(pid: int) -> set[int]:
    return {int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


def serving(pids: set[int]) -> set[int]:
    """Those of them that are there and are no corpses."""
    found = set()
    for pid in pids:
        try:
            state = re.search(r"State:\s+(\w)", Path(f"/proc/{pid}/status").read_text())
        except OSError:
            continue
        if state and state[1] not in "ZX":
            found.add(pid)
    return found


def watches(pid: int) -> bool:
    """Whether it has the thread that looks after its parent; Python's own tracker needs none."""
    tasks = Path(f"/proc/{pid}/task")
    return (
        "resource_tracker" in Path(f"/proc/{pid}/cmdline").read_text()
        or len(list(tasks.iterdir())) > 2
    )


def left_behind(tmp_path: Path, *, plant: str) -> set[int]:
    """Who of three is still there after their parent was killed; they are ended here."""
    (tmp_path / "planted.py").write_text(PLANTED.format(plant=plant))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (tmp_path / "run.py").write_text(PARENT.format(port=port))
    around = os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT / 'src'}"}
    parent = subprocess.Popen([sys.executable, str(tmp_path / "run.py")], env=around)
    children: set[int] = set()
    try:
        until = time.monotonic() + 30
        while len(children) < 4:  # three, and the tracker of Python's own
            children = children_of(parent.pid)
            assert time.monotonic() < until
            time.sleep(0.05)
        while not all(map(watches, children)) and time.monotonic() < until and not plant:
            time.sleep(0.05)
        time.sleep(0.3)  # so that they serve
    finally:
        parent.kill()
        parent.wait()
    until = time.monotonic() + (1 if plant else 8)
    while serving(children) and time.monotonic() < until:
        time.sleep(0.05)
    left = serving(children)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    return left


def test_processes_whose_parent_was_killed_end(tmp_path: Path):
    assert not left_behind(tmp_path, plant="")


def test_control_without_the_watch_they_go_on(tmp_path: Path):
    assert left_behind(tmp_path, plant="parent.stop_with_parent = lambda: None")


@pytest.mark.deep
def test_the_whole_server_of_three_processes_is_gone(tmp_path: Path, postgresql: dict[str, Any]):
    where = f"postgresql://peers@127.0.0.1:{postgresql['port']}/postgres"
    said = prepared(tmp_path, DATABASE_URL=where, LEVELGROUND_PROCESSES="3")
    said["SECRET_KEY"] = secrets.token_urlsafe(50)
    server = start(said)  # which sets the database up, and begins again as the same process
    assert ready(said, within=240).startswith("ready")
    children = children_of(server.pid)

    server.kill()
    server.communicate()

    until = time.monotonic() + 10
    while serving(children):
        assert time.monotonic() < until, "somebody goes on serving"
        time.sleep(0.05)
    with socket.socket() as again:
        again.bind(("127.0.0.1", int(said["PORT"])))
