"""Sentences that people read are marked for the translators, wherever the core makes one."""

from __future__ import annotations

import ast
import copy
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from levelground import core
from levelground.core.words import Sentence, from_plain, gettext_noop, to_plain

CORE = Path(core.__file__).parent
FILES = [*sorted((CORE / "session").glob("*.py")), *sorted((CORE / "process").glob("*.py"))]
SPEAKS = {"require": 1, "Refused": 0}  # which argument is the sentence; `Sentence` marks its own


def unmarked(source: str) -> Iterator[tuple[int, str]]:
    """Sentences handed to a speaker that do not pass through `_()`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            place = SPEAKS.get(node.func.id)
            if place is not None and len(node.args) > place:
                yield from _bare(node.args[place])


def _bare(said: ast.expr) -> Iterator[tuple[int, str]]:
    if isinstance(said, ast.Constant) and said.value:
        yield said.lineno, str(said.value)
    elif isinstance(said, ast.JoinedStr):
        yield said.lineno, "an f-string"
    elif isinstance(said, ast.IfExp):
        yield from _bare(said.body)
        yield from _bare(said.orelse)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_every_sentence_is_marked(file: Path):
    assert list(unmarked(file.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "bug",
    ['require(x, "No.")', 'raise Refused("No.")', 'require(x, f"{y} no")', 'require(x, _("a") if x else "b")'],
)  # fmt: skip
def test_an_unmarked_sentence_is_caught(bug: str):
    assert list(unmarked(bug))


def test_a_marked_sentence_is_unchanged():
    assert gettext_noop("No.") == "No."


def test_a_sentence_fills_its_places():
    sentence = Sentence("%(number)d of %(of)s", number=3, of="five")

    assert sentence == "3 of five"
    assert sentence.text == "%(number)d of %(of)s"
    assert sentence.places == {"number": 3, "of": "five"}


@pytest.mark.parametrize(("number", "said"), [(0, "0 groups"), (1, "1 group"), (2, "2 groups")])
def test_for_one_and_for_more(number: int, said: str):
    assert Sentence("%(count)d group", "%(count)d groups", number) == said


def test_a_sentence_comes_through_json_and_copies_with_what_fills_it():
    told = Sentence(
        "%(change)s: %(count)d person more could be placed.",
        "%(change)s: %(count)d people more could be placed.",
        2,
        change=Sentence("Allow groups of %(size)s", size=7),
    )

    for same in (from_plain(json.loads(json.dumps(to_plain(told)))), copy.deepcopy(told)):
        assert same == told == "Allow groups of 7: 2 people more could be placed."
        assert isinstance(same, Sentence)
        assert to_plain(same) == to_plain(told)


def test_what_is_only_text_stays_text():
    assert to_plain("Kept from before.") == from_plain("Kept from before.") == "Kept from before."


def test_a_percent_sign_stands_for_itself_without_places():
    assert str(Sentence("100 %")) == "100 %"
