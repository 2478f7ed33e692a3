"""`levelground process check` speaks the language of the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from levelground.core.catalogue import compiled
from levelground.terminal import language
from levelground.terminal.main import main
from tests.pseudo import CODE, data_pattern, entries, plain_in

BAD = """
id = "bad one"
version = 0
kind = "proces"
name = ""
summary = 3
size = { min = 9, max = 3 }
wrong = true
[[steps]]
id = "a"
name = "A"
floor = "nobody else"
minutes = -1
"""


@pytest.fixture
def pseudo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "locale" / CODE / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.mo").write_bytes(compiled(entries()))
    monkeypatch.setattr(language, "LOCALE", tmp_path / "locale")
    monkeypatch.setenv("LANGUAGE", CODE)


def outside_of_brackets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What a check of a bad file says, without the file and the place that begin each line."""
    file = tmp_path / "bad.toml"
    file.write_text(BAD, encoding="utf-8")
    assert main(["process", "check", str(file)]) == 1
    lines = capsys.readouterr().err.replace(str(file), "").splitlines()
    assert len(lines) > 5
    return [
        part
        for line in lines
        for part in plain_in(line.removeprefix(": ").partition(": ")[2] or line, data_pattern(()))
    ]


@pytest.mark.usefixtures("pseudo")
def test_faults_of_a_file_are_said_in_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert outside_of_brackets(tmp_path, capsys) == []


def test_control_without_a_translation_they_are_english(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert outside_of_brackets(tmp_path, capsys)
