"""Processes in the language of whoever reads them, where there is a translation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.utils import translation

from levelground import library
from levelground.core.process import missing_in, read_translation
from levelground.sessions.forms.plan import frame_choices

TROIKA = """
name = "Toru"
summary = "E toru tāngata."
origin = "Nō hea."
credit = "Ngā mihi."
"""


@pytest.fixture
def toru(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    there: Mapping[str, Any] = library._files()
    reference = library.book()["troika"].version
    more = {f"troika/{reference}.mi.toml": TROIKA, "meeting/1.mi.toml": 'name = "Hui"'}
    caches = (library.book, library.shelf, library.languages)
    monkeypatch.setattr(library, "_files", lambda: {**there, **more})
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()


@pytest.mark.usefixtures("toru")
def test_a_book_is_read_in_another_language_with_the_same_steps():
    english = library.book()
    other = library.in_language(english, "mi")

    assert other["troika"].name == "Toru"
    assert other["troika"].origin == "Nō hea."
    assert other["troika"].credit == "Ngā mihi."
    assert [step.id for step in other["troika"].all_steps()] == [
        step.id for step in english["troika"].all_steps()
    ]
    assert other["case-clinic"] == english["case-clinic"]  # of which there is none
    assert library.in_language(english, "de") is english
    assert library.in_language(english, "en") is english


@pytest.mark.usefixtures("toru")
def test_a_form_offers_them_in_it():
    with translation.override("mi"):
        assert any(label.startswith("Hui: ") for _id, label in frame_choices())
    assert not any(label.startswith("Hui: ") for _id, label in frame_choices())


@pytest.mark.usefixtures("toru")
def test_what_is_missing_is_named():
    process = library.book()["troika"]
    read = read_translation(TROIKA, file="x", process=process)

    missing = missing_in(read, process)

    assert process.name not in missing
    assert next(iter(process.all_steps())).name in missing
    assert any(one.startswith("balint-style/") for one in library.untranslated("mi"))
