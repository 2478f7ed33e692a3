"""Every text that people read passes through the catalogue: in brackets on every page, letter, paper and calendar.

People's own words and names are no findings, nor are the names of places, programs and formats.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from io import BytesIO
from mimetypes import guess_type
from pathlib import Path
from typing import Any
from zipfile import ZipFile
from zoneinfo import available_timezones

import pytest
from django.apps import apps
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.http import HttpResponse
from django.template.base import Lexer, TokenType
from django.template.loader import render_to_string
from django.utils import translation
from pytest_django import Settings

import levelground
from levelground import library
from levelground.core.agreement import CLAUSES
from levelground.core.process import Book, BookOfSession, Process, mapped
from levelground.core.session import decide, evolve
from levelground.core.session.notation import START, read_transcript
from levelground.core.session.state import State
from levelground.schedule.domain.free_days import countries
from levelground.sessions.pages.stage import show
from levelground.sessions.queries.sessions import Stand
from tests.access.table import WHO, rows
from tests.access.world import World, ask, make_world
from tests.core.test_transcripts import FILES, script
from tests.languages import spoken
from tests.make import signed_in
from tests.pseudo import CODE, Page, calendar_texts, data_pattern, entries, plain_in, wrapped

pytestmark = pytest.mark.django_db

LOOKS_EVERY = 7  # moves of a transcript
READ = {"name", "label", "say", "summary", "process_name", "step_name"}
COMMANDS = ("manage.py verify_log --head",)
SOURCE = Path(levelground.__file__).parent
IN_ENGLISH_ALWAYS = {
    "500.html",
    "503.html",
    "507.html",
}  # and say so: nothing works when they are shown
WORD_OF_OURS = re.compile(r"[a-z_-]+")  # kinds and states, which are no one's own words
PAGES = {"text/html", "application/pdf"}  # papers are read before they are set
TO_READ = {"200", "409", "422"}  # a redirect shows nothing
ALIKE = {"404", "405"}  # one of each is read; that they are all alike is in the access table
NAMES = (
    *("PDF", "CSV", "TOML", "UTC", "GMT", "ISO", "iCal", "Outlook", "Excel", "Google Calendar"),
    *(zone for name in available_timezones() for zone in (name, name.rpartition("/")[2].replace("_", " "))),
    *countries().values(),
    *(wording for clause in CLAUSES for wording in clause.wordings),  # what the world's groups agreed on
    *(zone.partition("/")[2].replace("_", " ") for zone in available_timezones()),
    *("English",),  # languages are named in themselves
    *("nurse", "driver", "planner", "librarian", "advocate", "Person", "Write the first page"),
)  # fmt: skip


@pytest.fixture
def world(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The house of the access table, whose people all read a language that nobody speaks."""
    with spoken(CODE, entries(), settings=settings, folder=tmp_path, name=wrapped("Pseudo")):
        settings.LANGUAGE_CODE = CODE
        english = library._in

        def translated(language: str, process: Process) -> Process:
            return mapped(process, wrapped) if language == CODE else english(language, process)

        monkeypatch.setattr(library, "_in", translated)
        monkeypatch.setattr(library, "languages", lambda: ("en", CODE))
        monkeypatch.setattr("levelground.ui.pdf.pdf_of", _as_a_page)
        with translation.override(CODE):
            yield make_world()
        library.book.cache_clear()
        library.shelf.cache_clear()


def _as_a_page(template: str, context: Mapping[str, object], **_styles: object) -> bytes:
    return render_to_string(template, dict(context)).encode()


def own_words() -> Iterator[str]:
    """Whatever the database holds in words: names, addresses, what somebody typed."""
    for model in apps.get_models():
        fields = [
            field.attname
            for field in model._meta.fields
            if isinstance(field, (models.CharField, models.TextField)) and not field.choices
        ]
        for row in model._default_manager.values_list(*fields) if fields else ():
            yield from (
                text for text in row if isinstance(text, str) and not WORD_OF_OURS.fullmatch(text)
            )
    for model in apps.get_models():
        for field in model._meta.fields:
            if isinstance(field, models.JSONField):
                for value in model._default_manager.values_list(field.attname, flat=True):
                    texts = re.findall(r'"([^"]+)"', json.dumps(value, ensure_ascii=False))
                    yield from (text for text in texts if not WORD_OF_OURS.fullmatch(text))


def files_in(response: Any) -> list[tuple[str, str]]:
    """What an answer holds: its kind and its text; of an archive, of each file."""
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    if kind != "application/zip":
        return [(kind, response.content.decode())]
    with ZipFile(BytesIO(response.content)) as archive:
        names = archive.namelist()
        return [(guess_type(name)[0] or "", archive.read(name).decode()) for name in names]


def clause_texts(response: Any) -> list[str]:
    """The texts of an answer that people read."""
    said: list[str] = []
    for kind, text in files_in(response):
        if kind == "text/calendar":
            said += calendar_texts(text)
        elif kind in PAGES:
            said += Page(text).texts
        elif kind != "application/json":
            said.append(text)
    return said


def languages_of(response: Any) -> set[str]:
    pages = [Page(text) for kind, text in files_in(response) if kind in PAGES]
    return {said for page in pages for element, said in page.languages if element == "html"}


def crawl(world: World, *, only: str = "") -> tuple[dict[str, set[str]], list[str]]:
    """What has no brackets, by text, with where it stands; and pages that say another language."""
    data = data_pattern([*own_words(), *NAMES])
    found: dict[str, set[str]] = {}
    wrong: list[str] = []
    once: set[tuple[str, str]] = set()
    for row in rows():
        if only not in str(row):
            continue
        for who, expected in zip(WHO, row.expected, strict=True):
            # A refused form is the same page for everybody, and so is a page that is not there.
            same = (str(row), expected) if row.method == "POST" else (who, expected)
            if (expected in ALIKE or row.method == "POST") and same in once:
                continue
            if expected not in TO_READ | ALIKE:
                continue
            once.add(same)
            response = ask(world, who, row.method, world.path_of(row.address))
            where = f"{who}: {row}"
            wrong += [where] if languages_of(response) - {CODE} else []
            for text in clause_texts(response):
                for part in plain_in(text, data):
                    found.setdefault(part, set()).add(where)
    return found, wrong


def test_every_page_says_everything_in_its_reader_s_language(world: World):
    letters = [f"{one.subject}\n{one.body}" for one in mail.outbox]

    found, wrong = crawl(world)

    assert found == {}
    assert wrong == []
    data = data_pattern([*own_words(), *NAMES])
    letters += [f"{one.subject}\n{one.body}" for one in mail.outbox]
    assert len(letters) > 10
    assert [part for letter in letters for part in plain_in(letter, data)] == []
    assert {one.extra_headers["Content-Language"] for one in mail.outbox} == {CODE}


BAD_LIST = "Name,E-mail,Paid,Times,Age,Reports to\nAna,ana,perhaps,whenever,7,Nobody here\n,,,,,\n"
GOOD_LIST = "Name,E-mail,Shoe size\nAna,ana@example.org,38\nBea,bea@example.org,39\n"


@pytest.mark.parametrize("typed", [BAD_LIST, GOOD_LIST], ids=["wrong", "right"])
@pytest.mark.parametrize("address", ["forming/<int:pk>/people/", "programmes/<int:pk>/people/"])
def test_what_is_wrong_with_a_list_is_said_in_it_too(world: World, address: str, typed: str):
    client = signed_in(world.cast.fay)
    where = world.path_of(address)
    file = SimpleUploadedFile("list.csv", typed.encode())

    answer = client.post(where, {"file": file, "list": typed})
    page = client.get(where) if answer.status_code == 302 else answer

    names = (
        "Ana",
        "ana",
        "Bea",
        "perhaps",
        "whenever",
        "Nobody here",
        "E-mail",
        "Name",
        "Shoe size",
    )
    columns = ("Times", "Age", "Paid", "Reports to", "reports to")  # as a file must call them
    addresses = ("ana@example.org", "bea@example.org")
    data = data_pattern([*own_words(), *NAMES, *names, *columns, *addresses])
    assert [part for text in clause_texts(page) for part in plain_in(text, data)] == []


def test_control_a_text_that_was_never_marked_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(
        "levelground.schedule.pages.dates.rule_in_words", lambda _rule: "Planted text"
    )

    found, _wrong = crawl(world, only="GET groups/<int:group_pk>/dates/")

    assert set(found) == {"Planted text."}


def test_control_a_page_that_says_another_language_is_found():
    assert languages_of(HttpResponse('<html lang="en"><p>Hello</p></html>')) == {"en"}


# Every state of a session


def stage_texts(book: Book) -> Iterator[str]:
    """What members read on the stage while the transcripts are played, in every few of their states."""
    for file in FILES:
        state = State(book=book)
        for number, line in enumerate(read_transcript(script(file))):
            for event in decide(state, line.move, at=START + line.after):
                state = evolve(state, event)
            if number % LOOKS_EVERY == 0 and state.members:
                names = {member: member.upper() for member in state.members}
                here = Stand(state=state, version=0, names=names, people={}, you=state.members[0])
                yield from texts_in(asdict(show(here, at=START + line.after)))


def texts_in(shown: object, name: str = "") -> Iterator[str]:
    match shown:
        case dict():
            for key, value in shown.items():
                yield from texts_in(value, str(key))
        case list() | tuple():
            for value in shown:
                yield from texts_in(value, name)
        case str() if " " in shown or name in READ:
            yield shown


def test_every_state_of_a_session_says_everything_in_its_reader_s_language(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
):
    book = BookOfSession(mapped(process, wrapped) for process in library.book().values())
    with (
        spoken(CODE, entries(), settings=settings, folder=tmp_path, name="Pseudo"),
        translation.override(CODE),
    ):
        texts = set(stage_texts(book))

    assert len(texts) > 300
    data = data_pattern(("ADA", "BEN", "CAI", "DEE", "ELI", "FAY", "GUS"))
    assert [part for text in texts for part in plain_in(text, data)] == []


def test_control_a_process_without_a_translation_is_found():
    data = data_pattern(())

    assert next(text for text in stage_texts(library.book()) if plain_in(text, data))


# Every branch of every template


def literal_texts(source: str, *, is_html: bool) -> list[str]:
    """What stands in a template outside of tags and of what is translated."""
    text, inside = "", ""
    for token in Lexer(source).tokenize():
        word = token.contents.split()[0] if token.contents.split() else ""
        if token.token_type is TokenType.BLOCK and not inside:
            is_class = token.contents == "block body_class"
            inside = word if is_class or word in {"blocktranslate", "comment"} else ""
        elif token.token_type is TokenType.BLOCK and word == f"end{inside}":
            inside = ""
        elif token.token_type is TokenType.TEXT and not inside:
            text += token.contents
    return Page(text).texts if is_html else [text]


def plain_texts_of(path: Path) -> list[str]:
    texts = literal_texts(path.read_text(encoding="utf-8"), is_html=path.suffix == ".html")
    return [part for text in texts for part in plain_in(text, data_pattern(COMMANDS))]


def test_no_text_of_a_template_stands_outside_of_what_is_translated():
    paths = [*SOURCE.rglob("templates/**/*.html"), *SOURCE.rglob("templates/**/*.txt")]
    found = {str(path.relative_to(SOURCE)): plain_texts_of(path) for path in paths}

    assert len(found) > 200
    assert {
        name: texts
        for name, texts in found.items()
        if texts and Path(name).name not in IN_ENGLISH_ALWAYS
    } == {}


@pytest.mark.parametrize(
    "planted",
    [
        "<p>Hello there</p>",
        '<a title="Hello there">{{ x }}</a>',
        "{% if x %}Hello there{% endif %}",
    ],
)
def test_control_a_text_in_a_template_is_found(planted: str):
    texts = literal_texts(planted, is_html=True)

    assert [part for text in texts for part in plain_in(text, data_pattern(NAMES))] == [
        "Hello there"
    ]
