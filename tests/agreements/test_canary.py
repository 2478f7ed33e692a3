"""Marked words of every kind that worries and agreements hold, looked for where they must not be (S2)."""

from __future__ import annotations

import io
import logging
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection, models
from django.test import Client

from levelground.agreements.models import Agreement
from levelground.agreements.queries.agreement import stages_of
from levelground.config.logs import Formatter
from levelground.core.agreement import CLAUSES
from tests.agreements.table import Table, make_table
from tests.make import join, leave, make_person, signed_in
from tests.test_canary import _everything_is_logged

MEMBERS = ("Ada", "Ben", "Cai")
SEEN_BY = {
    "unseen": ("Ada",),  # named after the worries were shown once
    "shown": MEMBERS,
    "clause": MEMBERS,
    "contacts": MEMBERS,
    "draft": MEMBERS,
    "conflict": MEMBERS,
    "employer": ("Ben",),
}
MARKS = {kind: f"canary-{kind}-3b9f" for kind in SEEN_BY}


def agree(table: Table) -> Table:
    """A table at which everything has been written that can be."""
    for name in MEMBERS:
        table.name_worry(name, MARKS["shown"] if name == "Ben" else f"{name} worries")
    table.enough()
    assert table.post("Ada", "worries/showing/").status_code == 302
    table.post("Ada", "worries/again/")
    table.name_worry("Ada", MARKS["unseen"])
    table.agree(purpose=MARKS["clause"], contacts=MARKS["contacts"])
    table.post("Cai", "draft/")
    seen = table.seen("Ada", "line")
    table.write("Ada", "line", MARKS["draft"], seen=seen)
    table.write("Ben", "line", MARKS["conflict"], seen=seen)
    table.post("Ben", "employer/", text=MARKS["employer"])
    return table


PAGES = (
    *("", "ticks/", "worries/", "versions/1/", "versions/1/book/", "employer/", "employer/book/"),
    *(f"clauses/{clause.key}/" for clause in CLAUSES),
)


def readers(table: Table) -> dict[str, set[str]]:
    """By kind, who gets to see its mark on any page of the agreement, the group or home."""
    eli = make_person("Eli")
    others = {
        "Dana": signed_in(make_person("Dana")),
        "Eli": signed_in(eli),
        "Fay": signed_in(make_person("Fay", is_staff=True)),
        "nobody": Client(),
    }
    leave(join(table.group, eli))
    found: dict[str, set[str]] = {kind: set() for kind in MARKS}
    for who, client in {**table.browsers, **others}.items():
        places = [table.url(page) for page in PAGES]
        for place in (*places, table.group.get_absolute_url(), "/"):
            response = client.get(place)
            head = "\n".join(f"{name}: {value}" for name, value in response.items())
            text = head + response.content.decode(errors="replace")
            for kind, mark in MARKS.items():
                if mark in text:
                    found[kind].add(who)
    return found


def test_each_is_read_by_those_it_is_for_and_nobody_else(db: None):
    assert readers(agree(make_table())) == {kind: set(whom) for kind, whom in SEEN_BY.items()}


def test_control_worries_that_everybody_reads_are_noticed(
    db: None, monkeypatch: pytest.MonkeyPatch
):
    from levelground.words.actions.words import write  # noqa: PLC0415

    def telling(**words: Any) -> None:
        write(**words | {"seen": "group"})

    monkeypatch.setattr("levelground.agreements.actions.worries.write", telling)

    assert readers(agree(make_table()))["unseen"] == set(MEMBERS)


def test_letters_and_logs_carry_nobodys_words(db: None):
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(Formatter("{levelname} {name}: {message}", style="{"))
    with _everything_is_logged(handler):
        table = agree(make_table())
        for name in MEMBERS:
            table.get(name, "versions/1/pdf/")
            table.get(name, "employer/pdf/")

    letters = "\n".join(f"{letter.subject}\n{letter.body}" for letter in mail.outbox)
    assert "somebody listens" in said.getvalue()
    for mark in MARKS.values():
        assert mark not in letters
        assert mark not in said.getvalue()


def test_no_row_of_ours_holds_a_word(db: None):
    agree(make_table())

    tables: list[type[models.Model]] = list(
        Agreement._meta.apps.get_app_config("agreements").get_models()
    )
    rows = [row for model in tables for row in model._default_manager.values()]
    assert len(rows) > 30
    assert not [mark for mark in MARKS.values() if mark in str(rows)]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="looks into SQLite's files")
def test_the_files_of_the_database_hold_nobodys_words(on_disk: Path):
    agree(make_table())

    assert found_in(on_disk) == set()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="looks into SQLite's files")
def test_control_words_that_are_not_sealed_are_found(
    on_disk: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("levelground.sealing.envelope.seal", lambda key, plain, binding: plain)
    monkeypatch.setattr(
        "levelground.sealing.envelope.open_sealed", lambda key, sealed, binding: bytes(sealed)
    )

    agree(make_table())

    assert found_in(on_disk) == set(MARKS)


def found_in(file: Path) -> set[str]:
    raw = b"".join(part.read_bytes() for part in file.parent.glob(f"{file.name}*"))
    return {kind for kind, mark in MARKS.items() if mark.encode() in raw}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="looks into SQLite's files")
def test_after_the_showing_no_file_links_a_worry_and_its_writer(on_disk: Path):
    """The rows that had a writer are gone from the pages of the file, free ones included."""
    table = make_table()
    for name in MEMBERS:
        table.name_worry(name, f"{name} worries")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM words_words WHERE writer_id IS NOT NULL")
        signed = [row[0] for row in cursor.fetchall()]
    assert len(signed) == 3
    table.enough()
    table.post("Ada", "worries/showing/")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    raw = on_disk.read_bytes()
    assert [one for one in signed if one.encode() in raw] == []


def test_the_stage_says_nothing_of_what_was_written(db: None):
    table = agree(make_table())
    stage = stages_of([table.member("Ada")])

    assert not [mark for mark in MARKS.values() if mark in repr(stage)]


def test_a_failure_while_a_worry_is_kept_says_nothing_of_it(
    db: None, monkeypatch: pytest.MonkeyPatch
):
    table = make_table()
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(Formatter("{levelname} {name}: {message}", style="{"))

    def breaks(**words: Any) -> None:
        raise ValueError(f"cannot keep {words['text']!r}")

    monkeypatch.setattr("levelground.agreements.actions.worries.write", breaks)
    table.browsers["Ada"].raise_request_exception = False
    with _everything_is_logged(handler):
        response = table.name_worry("Ada", MARKS["unseen"])

    assert response.status_code == 500
    assert MARKS["unseen"] not in response.content.decode()
    assert "ValueError" in said.getvalue()
    assert MARKS["unseen"] not in said.getvalue()
