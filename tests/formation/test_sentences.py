"""What the search says is said in the reader's language."""

from __future__ import annotations

import ast
import json
from pathlib import Path

from django.utils import translation

import levelground.core.formation as core
from levelground.core.formation.messages import counted, message, to_plain
from levelground.formation.domain import sentences
from levelground.formation.domain.sentences import in_words


def test_every_pattern_of_the_search_can_be_translated():
    one: set[str] = set()
    many: set[str] = set()
    for path in Path(core.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            pattern = node.args[0] if node.args else None
            if isinstance(pattern, ast.Constant) and isinstance(pattern.value, str):
                found = {"message": one, "counted": many}.get(node.func.id, set())
                found.add(pattern.value)

    assert len(one) > 20
    assert one <= set(sentences.PATTERNS)
    listed = Path(sentences.__file__).read_text(encoding="utf-8")
    assert [text for text in many if text not in listed] == []


def test_a_sentence_comes_through_json_with_what_fills_it():
    told = counted(
        "{change}: {count} person more could be placed.",
        "{change}: {count} people more could be placed.",
        2,
        change=message("Allow groups of {size}", size=7),
    )

    carried = json.loads(json.dumps(to_plain(told)))

    assert told == "Allow groups of 7: 2 people more could be placed."
    assert in_words(carried) == told


def test_what_has_no_pattern_stays_as_it_is():
    assert in_words("Kept from before.") == "Kept from before."


def test_words_are_chosen_when_a_page_is_made(monkeypatch):
    monkeypatch.setattr(sentences, "_", lambda text: text.upper())
    with translation.override("mi"):
        assert in_words(to_plain(message("Every group is full."))) == "EVERY GROUP IS FULL."
