from __future__ import annotations

import pytest

from levelground import library
from levelground.core.process import Faulty, Process, read, read_translation, translate
from tests.core.process.writing import process_of, step_of, toml

ROLES = [{"id": "guide", "name": "Guide", "say": "You read."}]
BLOCK = {"id": "each", "repeat": "member", "steps": [step_of(id="ask", say={"everyone": "Ask {guide}."})]}  # fmt: skip
TALK = read(
    process_of(step_of(makes=[{"kind": "note", "by": "presenter", "prompt": "A note"}]), BLOCK, roles=ROLES),
    file="talk.toml",
)  # fmt: skip


def in_german(**texts: object) -> Process:
    translation = read_translation(toml(texts), file="talk.de.toml", process=TALK)
    return translate(TALK, translation)


def test_texts_are_laid_over_the_english_ones():
    found = in_german(
        name="Reden",
        summary="Für einen Test.",
        roles={"guide": {"name": "Begleitung", "say": "Du liest vor."}},
        steps={
            "tell": {"name": "Erzählen", "say": {"floor": "Erzähl."}, "makes": ["Eine Notiz"]},
            "ask": {"say": {"everyone": "Fragt {guide}."}},
        },
    )

    assert (found.name, found.summary) == ("Reden", "Für einen Test.")
    assert (found.role("guide").name, found.role("guide").say) == ("Begleitung", "Du liest vor.")
    assert found.step("tell").name == "Erzählen"
    assert found.step("tell").say == {"floor": "Erzähl.", "silent": "Listen."}
    assert found.step("tell").makes[0].prompt == "Eine Notiz"
    assert found.step("ask").say == {"everyone": "Fragt {guide}."}


def test_what_has_no_translation_stays_english():
    assert in_german() == TALK


def test_nothing_but_texts_changes():
    found = in_german(name="Reden", steps={"tell": {"name": "Erzählen"}})

    assert [step.id for step in found.all_steps()] == ["tell", "ask"]
    assert found.step("tell").floor == TALK.step("tell").floor
    assert found.step("tell").time == TALK.step("tell").time
    assert (found.id, found.version, found.smallest) == (TALK.id, TALK.version, TALK.smallest)


@pytest.mark.parametrize(
    ("texts", "where", "what"),
    [
        ({"nmae": "x"}, "translation", "“nmae” is not a key"),
        ({"version": 2}, "translation", "“version” is not a key"),
        ({"name": 3}, "translation", "should be text"),
        ({"name": ""}, "translation", "is empty"),
        ({"roles": {"boss": {"name": "x"}}}, "roles", "“boss” is not a key"),
        ({"roles": {"guide": {"nmae": "x"}}}, "role “guide”", "“nmae” is not a key"),
        ({"roles": 3}, "translation", "“roles” is 3"),
        ({"steps": {"gone": {"name": "x"}}}, "steps", "“gone” is not a key"),
        ({"steps": {"tell": {"minutes": 5}}}, "step “tell”", "“minutes” is not a key"),
        ({"steps": {"tell": 3}}, "steps", "“tell” is 3"),
        ({"steps": {"tell": {"say": {"boss": "x"}}}}, "step “tell”, say", "“boss” is not a key"),
        (
            {"steps": {"tell": {"say": {"floor": "{boss}"}}}},
            "step “tell”, say",
            "stands for nobody",
        ),
        ({"steps": {"tell": {"say": {"floor": "a { b"}}}}, "step “tell”, say", "stands alone"),
        ({"steps": {"tell": {"say": {"floor": "A. B. C."}}}}, "step “tell”, say", "two sentences"),
        ({"steps": {"tell": {"makes": "x"}}}, "step “tell”", "list of prompts"),
        ({"steps": {"tell": {"makes": ["a", "b"]}}}, "step “tell”", "2 prompts; the step makes 1"),
    ],
)
def test_faults_of_a_translation(texts: dict[str, object], where: str, what: str):
    with pytest.raises(Faulty) as found:
        in_german(**texts)

    [fault] = found.value.faults
    assert fault.where == where
    assert what in fault.what
    assert fault.do
    assert fault.file == "talk.de.toml"


def test_what_is_not_toml_is_a_fault():
    with pytest.raises(Faulty, match="not TOML"):
        read_translation("name = = ", file="talk.de.toml", process=TALK)


def test_all_faults_of_a_translation_are_named_at_once():
    with pytest.raises(Faulty) as found:
        in_german(nmae="x", steps={"gone": {}, "tell": {"name": 3}})

    assert len(found.value.faults) == 3


@pytest.fixture
def translated(monkeypatch: pytest.MonkeyPatch):
    english = dict(library._files())
    files = {**english, "respond-in-turn/1.de.toml": 'name = "Der Reihe nach"\n'}
    monkeypatch.setattr(library, "_files", lambda: files)
    kept = (library.book, library.shelf, library.languages)
    for one in kept:
        one.cache_clear()
    yield
    for one in kept:
        one.cache_clear()


@pytest.mark.usefixtures("translated")
def test_the_library_picks_translations_up():
    assert library.languages() == ("en", "de")
    assert library.book("de")["respond-in-turn"].name == "Der Reihe nach"
    assert library.book("en")["respond-in-turn"].name == "Respond in turn"
    assert library.book("de")["troika"] == library.book("en")["troika"]


@pytest.mark.usefixtures("translated")
def test_a_language_nobody_wrote_in_is_english():
    assert library.book("xx") == library.book()
