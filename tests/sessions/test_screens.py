"""Every question, refusal and place on a page is in words that a member can read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

import levelground.core
from levelground.core.session.consent import ASKS
from levelground.core.words import Sentence
from levelground.ui.translating import translated
from tests.room import Room, later

CORE = Path(levelground.core.__file__).parent
QUESTIONS = {
    "move-on": "Shall we move on?",
    "more-time": "Shall we take two more minutes?",
    "resume": "Shall we go on?",
    "close": "Shall we close the session now?",
    "timers": "Shall we do without the clock today?",
    "presenters": "Shall Ada present?",
    "process": "Shall we take “Respond in turn”?",
}


def ask(room: Room, what: str) -> None:
    """Have Ada put this to the group, where it can be put."""
    details: dict[str, dict[str, Any]] = {
        "timers": {"timers": "off"},
        "process": {"process": "respond-in-turn"},
        "presenters": {"presenters": [room.member("Ada")]},
    }
    if what == "resume":
        room.press("Ada", "pause")
    if what in ("presenters", "process"):
        room.until("bring" if what == "presenters" else "choose")
    if what == "presenters":
        room.press("Ada", "offer")
    response = room.press("Ada", f"propose-{what}", **details.get(what, {}))
    assert response.status_code == 302, response.status_code


@pytest.mark.parametrize("what", QUESTIONS)
def test_what_the_group_is_asked_is_a_question_in_words(running: Room, what: str):
    ask(running, what)

    question = running.screen("Ben").question

    assert question
    assert question.sentence == QUESTIONS[what]
    assert QUESTIONS[what] in running.page("Ben").replace("&#x27;", "'")


def test_no_question_was_forgotten():
    assert set(QUESTIONS) == set(ASKS) - {"go-on"}


def test_too_few_are_asked_whether_to_go_on(running: Room):
    running.press("Cai", "leave")

    question = running.screen("Ada").question

    assert question
    assert question.kind == "go-on"
    assert question.sentence == (
        "Only 2 of you are here; you agreed on at least 3. Shall we go on all the same?"
    )


def test_more_time_says_what_it_costs(running: Room):
    ask(running, "more-time")

    question = running.screen("Ben").question

    assert question
    assert re.fullmatch(
        r"“.+” gets two minutes shorter\.|Then we finish two minutes later\.", question.pays
    )


def test_a_silence_says_that_it_takes_everybody(running: Room):
    running.until("think")
    ask(running, "move-on")

    question = running.screen("Ben").question

    assert question
    assert (question.needed, question.of) == (3, 3)
    assert "only if everyone agrees" in question.pays


def test_who_asked_is_not_named_to_the_others(running: Room):
    ask(running, "close")

    asked = running.screen("Ada").question
    heard = running.screen("Ben").question

    assert asked
    assert heard
    assert asked.yours
    assert not heard.yours


def sentences_of_the_core() -> Iterator[tuple[str, str]]:
    """Every sentence that the core marks for its readers, and where."""
    for file in sorted(CORE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "_"
                and isinstance(node.args[0], ast.Constant)
            ):
                yield str(file.relative_to(CORE)), str(node.args[0].value)


REFUSALS = sorted({text for where, text in sentences_of_the_core() if "session/" in where})


def test_there_are_sentences_to_look_at():
    assert len(REFUSALS) > 40


@pytest.mark.parametrize("text", REFUSALS)
def test_what_the_core_says_is_a_sentence_for_people(text: str):
    assert text[0].isupper(), "begin like a sentence"
    assert text[-1] in ".?", "end like a sentence"
    assert len(text) <= 200, "a receipt must hold it"
    assert not re.search(r"[{}_`]|\bNone\b|\buser\b|Error|invalid", text), "no jargon"


@pytest.mark.parametrize("text", REFUSALS)
def test_what_the_core_says_can_be_translated(text: str):
    places = re.findall(r"%\((\w+)\)([sd])", text)
    filled: dict[str, str | int] = {name: 3 if kind == "d" else "Ada" for name, kind in places}

    with translation.override("en"):
        said = translated(Sentence(text, **filled))

    assert "%(" not in said


@pytest.mark.parametrize("step", ["lobby", "opening", "bring", "choose", "think", "worth", ""])
def test_no_page_shows_what_only_a_program_understands(room: Room, step: str):
    if step != "lobby":
        room.open().until(step)
    page = room.page("Ada")
    read = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", page, flags=re.DOTALL)

    for jargon in ("None", "{", "}", "%(", "<bound", "datetime", "Sentence("):
        assert jargon not in read


def test_somebody_who_left_the_group_has_their_name_in_what_was(running: Room):
    running.until("")

    names = {somebody.name for somebody in running.screen("Ada").people}

    assert names == {"Ada", "Ben", "Cai"}


def test_how_a_session_ended_is_said(running: Room):
    running.press("Ada", "propose-close")
    running.press("Ben", "yes")

    assert "You agreed to close here." in running.page("Cai")


def test_a_session_that_everybody_left_says_so(running: Room):
    for name in running.people:
        running.press(name, "leave")
    with later(hours=3):
        assert "Everybody had left" in running.page("Ada")


def test_one_who_is_alone_reads_of_one(running: Room):
    for name in ("Ben", "Cai"):
        running.press(name, "leave")

    question = running.screen("Ada").question

    assert question
    assert question.sentence.startswith("Only 1 of you is here")


def test_where_no_way_of_working_fits_any_more_the_page_says_so_and_offers_to_close(running: Room):
    running.until("choose")
    assert 'id="nothing-fits"' not in running.page("Ada")

    with later(minutes=58):
        page = running.page("Ada")
        assert "No way of working fits in the time that is left" in page
        assert page.count('id="do-propose-close"') == 1
        assert 'id="do-propose-process"' not in page
        assert running.press("Ada", "propose-close").status_code == 302
