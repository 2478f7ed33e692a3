"""Words that were given up do not come back: not as a name in the code, nor as one of a file.

docs/CONCEPTS.md has the words that are used. Prose may say what it likes, and so may the names of tests,
which are sentences. The engine (`core/session`) is older than this list and keeps its own
(a `Place` is one at its table).
"""

from __future__ import annotations

import io
import subprocess
import tokenize
from collections.abc import Iterable
from pathlib import Path

import pytest

HOME = Path(__file__).parents[1]
APART = ("src/levelground/core/session/", "tests/core/session/")

INSTEAD = {
    "told": "what it is: explanations, confidences, a sentence",
    "said": "what it is: answers, a profile, a text",
    "Told": "Confidence",
    "Said": "ClosingAnswers or ProfileAnswers",
    "Wrong": "Objection",
    "Known": "InviteeRow",
    "Outlook": "NextStep",
    "outlook": "next_step",
    "Ahead": "ToDo",
    "goes_on": "deleted_at",
    "GuestList": "Allowlist",
    "add_guest_list": "register_signup_allowlist",
    "give_up_what_is_planned": "cancel_planned_sessions",
    "nothing_to_sense": "permissions_policy",
    "nothing_to_keep": "no_store",
    "nothing_left_behind": "clear_site_data",
    "why_with": "suggestions",
}
FILES = {
    "told": "objections",
    "said": "profiles",
    "ahead": "next_steps",
    "leaving": "withdrawals",
    "joined": "candidates",
    "naming": "worries",
    "changes": "membership_hooks or transitions",
    "deciding": "decisions",
    "questions": "decisions",
    "asking": "invitations",
    "own_views": "profile",
    "own_forms": "profile",
    "marks": "fingerprints",
    "telling": "letters",
    "wall": "local_time",
    "copies": "backups",
    "again": "reauthentication",
    "house": "installation",
    "pace": "limits",
    "lift": "raise_minimum",
    "draw": "reseat",
    "even": "balance_sizes",
    "swap": "preview",
    "reminding": "reminders",
}
WRITTEN = (".py", ".html", ".txt", ".js", ".css")


def retired_names(code: str) -> list[str]:
    """The names in Python code that were given up, in their order."""
    tokens = tokenize.generate_tokens(io.StringIO(code).readline)
    return [one.string for one in tokens if one.type == tokenize.NAME and one.string in INSTEAD]


def retired_files(paths: Iterable[str]) -> list[str]:
    """The files that are called by a word that was given up, or test what is."""
    return [path for path in paths if Path(path).stem.removeprefix("test_").lstrip("_") in FILES]


def written() -> list[str]:
    command = ["git", "ls-files", "-co", "--exclude-standard", "src", "tests", "bench"]
    listed = subprocess.run(command, cwd=HOME, check=True, capture_output=True, text=True)
    paths = [path for path in listed.stdout.splitlines() if path.endswith(WRITTEN)]
    return [path for path in paths if not path.startswith(APART) and Path(HOME, path).exists()]


def test_no_name_was_given_up():
    ours = [path for path in written() if path.endswith(".py") and not path.startswith("tests/")]

    found = {path: names for path in ours if (names := retired_names(Path(HOME, path).read_text()))}

    assert found == {}, (
        f"say instead: { {name: INSTEAD[name] for one in found.values() for name in one} }"
    )


def test_no_file_is_called_by_a_word_that_was_given_up():
    assert retired_files(written()) == []


@pytest.mark.parametrize("name", INSTEAD)
def test_control_a_name_that_comes_back_is_noticed(name: str):
    assert retired_names(f"def f(x):\n    return x.{name}\n") == [name]
    assert retired_names(f'"""What was {name}."""\nx = "{name}"  # {name}\n') == []


@pytest.mark.parametrize("stem", FILES)
def test_control_a_file_that_comes_back_is_noticed(stem: str):
    assert retired_files([f"src/x/{stem}.py", f"src/x/_{stem}.html", f"tests/test_{stem}.py"]) != []
    assert retired_files([f"src/x/{stem}_of.py"]) == []
