"""The security log is one chain whoever writes it: processes and threads at once, one of them killed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults import world
from tests.faults.log_writer import ENTRIES
from tests.installation import environment, told_by

pytestmark = pytest.mark.fault


def outcome(folder: Path, *, writers: int, **more: str) -> tuple[int, dict[str, object]]:
    """Let them write, kill the first in the middle. How many were acknowledged, and what is there."""
    command = [sys.executable, "-m", "tests.faults.log_writer", "write"]
    running = [
        subprocess.Popen(
            command, env=environment(folder, **more), stdout=subprocess.PIPE, text=True
        )
        for _ in range(writers)
    ]
    assert running[0].stdout
    early = [running[0].stdout.readline() for _ in range(ENTRIES // 2)]
    running[0].kill()
    said = "".join([*early, *(process.communicate(timeout=60)[0] for process in running)])
    acknowledged = len([line for line in said.splitlines() if line.strip()])
    return acknowledged, told_by("tests.faults.log_writer", "verify", folder=folder, **more)


def check(acknowledged: int, there: dict[str, object]) -> None:
    assert there["faults"] == []
    assert there["waiting"] == 0
    assert isinstance(there["entries"], int)
    assert there["entries"] >= acknowledged > ENTRIES


def test_on_sqlite(two_groups: world.World, tmp_path: Path):
    folder = two_groups.copy_to(tmp_path / "var").folder

    check(*outcome(folder, writers=2))


def test_on_postgresql(on_postgresql: world.World, postgresql: str):
    check(*outcome(on_postgresql.folder, writers=3, DATABASE_URL=postgresql))
