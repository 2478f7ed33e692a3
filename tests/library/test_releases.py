"""A released file is never edited and never removed: what says so, and what it says to do."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from levelground.core.process import read
from levelground.library import releases
from levelground.terminal.main import main

HOME = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The library, to be changed."""
    there = Path(shutil.copytree(releases.FOLDER, tmp_path / "library"))
    monkeypatch.setattr(releases, "FOLDER", there)
    return there


def edit(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")


def next_version(folder: Path) -> Path:
    file = folder / "troika/2.toml"
    shutil.copy(folder / "troika/1.toml", file)
    edit(file, "version = 1", "version = 2")
    return file


def test_every_version_of_the_library_is_as_it_was_released():
    assert releases.faults() == []


def test_all_that_were_there_when_versions_began_are_released():
    assert len([name for name in releases._released() if "/1." in name]) >= 42


@pytest.mark.parametrize(
    ("touch", "what"),
    [
        (lambda file: edit(file, 'name = "Troika', 'name = "A troika'), "has changed"),
        (lambda file: file.write_bytes(file.read_bytes() + b"\n"), "has changed"),
        (lambda file: file.unlink(), "has gone"),
        (lambda file: file.rename(file.with_name("2.toml")), "has gone"),
    ],
    ids=["edited", "a line more", "removed", "renumbered"],
)
def test_a_released_file_that_was_touched_is_refused(
    folder: Path, touch: Callable[[Path], object], what: str, capsys: pytest.CaptureFixture[str]
):
    listed = (folder / releases.LIST).read_text()
    touch(folder / "troika/1.toml")

    for command in (["process", "release", "--check"], ["process", "release"]):
        assert main(command) == 1
        said = capsys.readouterr().err
        assert f"troika/1.toml: version: Version 1 is released and {what}." in said
        assert re.search(r"A change is a new file, troika/[23]\.toml, with version = [23]\.", said)
    assert (folder / releases.LIST).read_text() == listed  # a second release takes nothing back


def test_a_next_version_may_change_until_it_is_released(
    folder: Path, capsys: pytest.CaptureFixture[str]
):
    file = next_version(folder)

    assert main(["process", "release", "--check"]) == 0
    assert "these may still change: troika/2.toml." in capsys.readouterr().out
    edit(file, 'name = "Troika', 'name = "A troika')
    assert main(["process", "release", "--check"]) == 0

    assert main(["process", "release"]) == 0
    assert "Released, for ever: troika/2.toml." in capsys.readouterr().out
    assert main(["process", "release", "--check"]) == 0
    edit(file, 'name = "A troika', 'name = "Troika')
    assert main(["process", "release", "--check"]) == 1
    assert "troika/2.toml: version: Version 2 is released" in capsys.readouterr().err


def test_a_version_that_leaves_one_out(folder: Path, capsys: pytest.CaptureFixture[str]):
    next_version(folder).rename(folder / "troika/3.toml")

    assert main(["process", "release"]) == 1
    assert "There is no version 2 before it. Number versions 1, 2, 3." in capsys.readouterr().err


def test_a_translation_may_change(folder: Path):
    (folder / "troika/1.de.toml").write_text('name = "Dreigespann"\n')

    assert not releases.faults()
    assert not releases.drafts()


def test_the_list_is_one_that_other_programs_check(folder: Path):
    if not shutil.which("sha256sum"):
        pytest.skip("sha256sum is missing.")
    check = ["sha256sum", "--check", "--quiet", "--strict", releases.LIST]

    assert subprocess.run(check, cwd=folder, check=False).returncode == 0
    (folder / "troika/1.toml").write_text("")
    assert subprocess.run(check, cwd=folder, check=False, capture_output=True).returncode == 1


def test_no_line_was_ever_taken_out_of_the_list():
    """As far as the history that is here goes: what the list has lost, a session may still name."""
    path = (releases.FOLDER / releases.LIST).relative_to(HOME)
    command = ["git", "log", "--format=", "--patch", "--unified=0", "--", str(path)]
    log = subprocess.run(command, cwd=HOME, check=False, capture_output=True, text=True)
    if log.returncode:
        pytest.skip("There is no history here.")

    assert lost_in(log.stdout) == []


def test_control_a_line_that_was_taken_out_is_found():
    line = f"{'0' * 64}  troika/1.toml"

    assert lost_in(f"--- a/released.sha256\n-{line}\n+{'1' * 64}  troika/1.toml") == [line]


def lost_in(patches: str) -> list[str]:
    return re.findall(r"^-([0-9a-f]{64}  .*)$", patches, re.MULTILINE)


def test_every_released_version_can_be_run():
    for name in releases._released():
        process = read((releases.FOLDER / name).read_text(encoding="utf-8"), file=name)
        assert name == f"{process.id}/{process.version}.toml"
