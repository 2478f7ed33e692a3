"""Golden transcripts: what the engine makes of the same moves must not change unnoticed.

One for each process of the library, read like a play script. A new one, or one for a new version:

    levelground process play ID --members 5 > tests/core/transcripts/ID.txt

The first line says how it was made. Look at the difference before you commit it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from levelground import library
from levelground.core.session import changes
from levelground.core.session.notation import perform, read_transcript, write_transcript

FOLDER = Path(__file__).parent / "transcripts"
FILES = sorted(FOLDER.glob("*.txt"))


def script(file: Path) -> str:
    """The transcript in a file, without the line that says how it was made."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("#"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_reading_and_performing_it_gives_the_same_text(file: Path):
    text = script(file)
    lines = read_transcript(text)

    assert write_transcript(lines, book=library.book()) == text
    state = perform(lines, book=library.book())
    assert state.closed_how == "finished"
    assert state.frame == file.stem or any(part.process == file.stem for part in state.plan)


def test_every_process_has_one():
    playable = {name for name, process in library.book().items() if process.kind != "module"}

    assert {file.stem for file in FILES} == playable


def test_every_module_is_played_somewhere_in_what_holds_it():
    """Nothing in the library is there that no transcript could show."""
    held = {
        name
        for process in library.book().values()
        for step in process.all_steps()
        if step.choose
        for name in step.choose.options
    }

    modules = {name for name, process in library.book().items() if process.kind == "module"}
    assert modules <= held


def test_a_changed_rule_shows(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(changes, "start_step", _who_spoke_last_stays_last)
    changed = [file for file in FILES if _differs(script(file))]

    assert changed


def _who_spoke_last_stays_last(state, key, at, *, honest=changes.start_step):
    started = honest(state, key, at)
    order = tuple(reversed(started.queue))
    return replace(started, queue=order)


def _differs(text: str) -> bool:
    return write_transcript(read_transcript(text), book=library.book()) != text
