"""What the search says is said in the reader's language."""

from __future__ import annotations

import pytest

from levelground.core.words import Sentence, to_plain
from levelground.formation.domain.sentences import in_words
from levelground.ui import translating


def test_what_is_only_text_stays_as_it_is(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(translating, "gettext", str.upper)

    assert in_words("Kept from before.") == "Kept from before."


def test_words_are_chosen_when_a_page_is_made_and_so_are_those_in_its_places(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(translating, "gettext", lambda text: text.replace("Without", "Ohne"))
    told = Sentence("Without the rule “%(rule)s”", rule=Sentence("Without end"))

    assert in_words(to_plain(told)) == "Ohne the rule “Ohne end”"


def test_other_languages_have_other_plurals(monkeypatch: pytest.MonkeyPatch):
    forms = {1: "ein", 2: "zwei", 5: "viele %(count)d"}
    monkeypatch.setattr(translating, "ngettext", lambda _one, _many, number: forms[number])

    said = [in_words(to_plain(Sentence("%(count)d", "%(count)d", number))) for number in (1, 2, 5)]
    assert said == ["ein", "zwei", "viele 5"]
