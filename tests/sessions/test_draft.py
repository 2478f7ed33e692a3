"""Half-written words: kept while they are written, for their writer alone, until they are kept or parked."""

from __future__ import annotations

import pytest
from django.db import connection
from pytest_django.asserts import assertContains, assertNotContains

from tests.room import Room, later

HALF = "Zaunkönig, and then"


@pytest.fixture
def writing(running: Room) -> Room:
    """Everybody thinks in silence, and may write a note."""
    return running.until("think")


def draft(room: Room, name: str, text: str, kind: str = "note"):
    said = {"kind": kind, "text": text}
    return room.browsers[name].post(room.url("draft/"), said, headers={"accept": "*/*"})


def field(room: Room, name: str) -> str:
    page = room.page(name)
    start = page.index('id="write-note-text"')
    return page[page.index(">", start) + 1 : page.index("</textarea>", start)]


def pad(room: Room, name: str) -> str:
    page = room.page(name)
    start = page.index('id="pad-text"')
    return page[page.index(">", start) + 1 : page.index("</textarea>", start)]


def test_it_is_in_its_field_again_after_a_reload(writing: Room):
    assert draft(writing, "Ben", HALF).status_code == 204

    assert field(writing, "Ben") == HALF
    assert pad(writing, "Ben") == ""


def test_nobody_else_sees_it(writing: Room):
    draft(writing, "Ben", HALF)

    for name in ("Ada", "Cai"):
        assertNotContains(writing.get(name), HALF)


def test_the_database_holds_it_sealed(writing: Room):
    draft(writing, "Ben", HALF)

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  our own tables
            assert HALF not in repr(cursor.fetchall()), table


def test_it_is_gone_when_it_is_kept(writing: Room):
    draft(writing, "Ben", HALF)

    writing.write("Ben", "note", f"{HALF} the rest")

    assert field(writing, "Ben") == ""
    assert pad(writing, "Ben") == ""


def test_a_draft_that_comes_after_it_was_kept_brings_nothing_back(writing: Room):
    writing.write("Ben", "note", HALF)

    assert draft(writing, "Ben", f"{HALF} ").status_code == 204

    assert field(writing, "Ben") == ""


def test_nothing_typed_clears_it(writing: Room):
    draft(writing, "Ben", HALF)

    draft(writing, "Ben", "")

    assert field(writing, "Ben") == ""


def test_when_the_step_goes_on_it_is_on_its_writers_pad(writing: Room):
    writing.browsers["Ben"].post(writing.url("pad/"), {"text": "Parked before"})
    draft(writing, "Ben", HALF)

    writing.until("/respond")

    assert pad(writing, "Ben") == f"Parked before\n\n{HALF}"
    assertNotContains(writing.get("Ada"), HALF)


def test_once_it_is_on_the_pad_it_is_there_once_and_can_be_deleted(writing: Room):
    draft(writing, "Ben", HALF)
    writing.until("/respond")

    writing.browsers["Ben"].post(writing.url("pad/"), {"text": HALF})
    assert pad(writing, "Ben") == HALF
    writing.browsers["Ben"].post(writing.url("pad/"), {"text": ""})

    assert pad(writing, "Ben") == ""


def test_a_pad_saved_elsewhere_does_not_lose_it(writing: Room):
    draft(writing, "Ben", HALF)
    writing.until("/respond")

    writing.browsers["Ben"].post(writing.url("pad/"), {"text": "From another page"})

    assert HALF in pad(writing, "Ben")


def test_it_is_gone_a_day_after_the_session(writing: Room):
    draft(writing, "Ben", HALF)

    with later(hours=26):
        assertNotContains(writing.get("Ben"), HALF)


def test_what_no_step_asks_for_is_not_kept(writing: Room):
    assert draft(writing, "Ben", HALF, kind="commitment").status_code == 409


@pytest.mark.parametrize(
    ("kind", "text"), [("", HALF), ("worth", "3"), ("poem", HALF), ("note", "x" * 4001)]
)
def test_what_cannot_be_read_is_refused_in_words(writing: Room, kind: str, text: str):
    assertContains(draft(writing, "Ben", text, kind), " ", status_code=422)
