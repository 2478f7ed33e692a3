"""Sentences that people read are marked for the translators, wherever the core makes one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from levelground import core
from levelground.core.words import Sentence, gettext_noop

CORE = Path(core.__file__).parent
FILES = [*sorted((CORE / "session").glob("*.py")), *sorted((CORE / "process").glob("*.py"))]
SPEAKS = {"require": 1, "Refused": 0, "Sentence": 0}  # which argument is the sentence


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
    ['require(x, "No.")', 'raise Refused("No.")', 'Sentence("No.")', 'require(x, f"{y} no")', 'require(x, _("a") if x else "b")'],
)  # fmt: skip
def test_an_unmarked_sentence_is_caught(bug: str):
    assert list(unmarked(bug))


def test_a_marked_sentence_is_unchanged():
    assert gettext_noop("No.") == "No."


def test_a_sentence_fills_its_places():
    sentence = Sentence("%(count)d of %(of)s", count=3, of="five")

    assert str(sentence) == "3 of five"
    assert (sentence.text, sentence.places) == ("%(count)d of %(of)s", {"count": 3, "of": "five"})
    assert sentence == Sentence("3 of five")
    assert len({sentence, Sentence("3 of five")}) == 1
    assert sentence != "3 of five"
    assert repr(sentence) == "Sentence('3 of five')"


def test_a_percent_sign_stands_for_itself_without_places():
    assert str(Sentence("100 %")) == "100 %"
