"""Whenever a backup is killed, nothing readable is left, and what has its name is whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.installation import told_by

pytestmark = pytest.mark.fault


def killed(folder: Path, times: int, *more: str) -> dict[str, object]:
    found: dict[str, object] = told_by("tests.faults.backup", str(times), *more, folder=folder)
    return found


def test_a_killed_backup_leaves_nothing_to_read(tmp_path: Path):
    found = killed(tmp_path / "var", 12)

    assert found["faults"] == []
    assert found["unfinished"], "some were killed before they were done"


def test_control_an_open_copy_with_a_name_is_found(tmp_path: Path):
    found = killed(tmp_path / "var", 100, "--named")  # until it is; the moment is short

    assert "can be read" in str(found["faults"])


@pytest.mark.deep
def test_a_hundred_killed_backups_leave_nothing_to_read(tmp_path: Path):
    found = killed(tmp_path / "var", 100)

    assert found["faults"] == []
    assert found["unfinished"]
