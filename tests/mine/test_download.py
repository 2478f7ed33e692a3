"""Goal P2: everything of one's own, and nothing of others."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from pytest_django.asserts import assertContains, assertNotContains

from levelground.accounts.models import Person
from levelground.mine.queries.data_maps import holdings
from levelground.mine.queries.holdings import everything_of
from levelground.runtime import clock
from levelground.words.actions.words import park_thought
from levelground.words.queries import prove_self
from tests.letters.at_once import letters_wait
from tests.make import make_cast, make_person, make_words, signed_in
from tests.mine.rows import make_row, model_of
from tests.reports.making import make_certificate_of
from tests.room import make_room
from tests.test_canary import MARKS, hold

pytestmark = pytest.mark.django_db
BY_ROWS = [
    label
    for label, one in holdings().items()
    if one.whose not in {"", "pk"} and not one.opened and any(e.label for e in one.fields.values())
]


@pytest.fixture(autouse=True)
def _the_clock_stands_still() -> Iterator[None]:
    with clock.held(datetime(2026, 3, 2, 12, tzinfo=UTC)):
        yield


@pytest.fixture
def _any_row_will_do() -> Iterator[None]:
    """Rows with a mark in every field need not make sense."""
    if connection.vendor != "sqlite":
        pytest.skip("rows that make no sense need a database that lets them in")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints=ON")
        yield
        cursor.execute("PRAGMA ignore_check_constraints=OFF")


def downloaded(person: Person) -> tuple[dict[str, Any], str]:
    """The file for programs, and the one for people."""
    response = signed_in(person).get("/mine/download/")
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    assert set(archive.namelist()) == {"everything.json", "everything.html", "README.txt"}
    told: dict[str, Any] = json.loads(archive.read("everything.json"))["held"]
    return told, archive.read("everything.html").decode()


def as_told(value: Any) -> Any:
    plain = str(value) if hasattr(value, "_meta") else value
    return json.loads(json.dumps(plain, default=str))


def missing(label: str, row: Any, rows: list[dict[str, Any]]) -> list[str]:
    """Fields of a row that its person should read and does not."""
    told = {name: entry.label for name, entry in holdings()[label].fields.items() if entry.label}
    shown = {
        name: getattr(row, f"get_{name}_display", lambda n=name: getattr(row, n))() for name in told
    }
    return [
        name
        for name, heading in told.items()
        if not any(_same(one.get(heading), shown[name]) for one in rows)
    ]


def _same(said: Any, value: Any) -> bool:
    if isinstance(value, datetime):
        return bool(said) and datetime.fromisoformat(said) == value
    return bool(said == as_told(value))


@pytest.mark.usefixtures("_any_row_will_do")
@pytest.mark.parametrize("label", BY_ROWS)
def test_every_field_that_is_theirs_is_in_it_and_none_of_others(label: str):
    ada, ben, eli = map(make_person, ("Ada", "Ben", "Eli"))
    whose = holdings()[label].whose
    with letters_wait():  # a made-up letter cannot be sent
        mine = make_row(model_of(label), whose=whose, person=ada, other=eli)
        others = make_row(model_of(label), whose=whose, person=ben, other=eli)

    told, page = downloaded(ada)

    rows = told[label]["rows"]
    assert rows
    assert missing(label, mine, rows) == []
    for field in others._meta.concrete_fields:
        value = getattr(others, field.name)
        if isinstance(value, str) and value.startswith("mark"):
            assert value not in json.dumps(told), field.name
            assert value not in page, field.name


@pytest.mark.usefixtures("_any_row_will_do")
def test_control_a_field_that_is_left_out_is_noticed():
    ada, eli = map(make_person, ("Ada", "Eli"))
    row = make_row(model_of("groups.Member"), whose="person", person=ada, other=eli)
    told, _page = downloaded(ada)
    rows = [
        {k: v for k, v in one.items() if k != "Joined"} for one in told["groups.Member"]["rows"]
    ]

    assert missing("groups.Member", row, rows) == ["joined_at"]


def test_control_a_map_that_leads_to_the_wrong_person_is_noticed(monkeypatch: pytest.MonkeyPatch):
    ada, ben = map(make_person, ("Ada", "Ben"))
    make_certificate_of(ben, name="Canary Ben")
    everybody = replace(holdings()["reports.Certificate"], whose="person__is_active")
    maps = holdings() | {"reports.Certificate": everybody}
    monkeypatch.setattr("levelground.mine.queries.holdings.holdings", lambda: maps)

    assert "Canary Ben" in json.dumps(downloaded(ada)[0])


def test_what_was_written_is_in_the_writers_and_in_nobody_elses(db: None):
    room = make_room()
    hold(room)
    found = {name: downloaded(room.people[name]) for name in ("Ada", "Ben", "Cai")}

    for kind, text in MARKS.items():
        inside = [name for name, (told, _page) in found.items() if text in json.dumps(told)]
        assert inside == [name for name, (_told, page) in found.items() if text in page]
        assert len(inside) == 1, kind
    assert MARKS["topic"] in found["Ada"][1]
    assert MARKS["pad"] in found["Ben"][1]
    assert MARKS["commitment"] in found["Cai"][1]


def test_who_has_left_a_group_still_has_what_they_wrote():
    cast = make_cast()
    make_words(by=cast.ben, group=cast.group, text="canary-of-ben")
    signed_in(cast.ben).post(f"/groups/{cast.group.pk}/leaving/")

    assert "canary-of-ben" in downloaded(cast.ben)[1]


def test_the_page_says_what_for_who_reads_it_and_how_long():
    cast = make_cast()
    park_thought(proof=prove_self(cast.ada), place="x", text="a private thought")

    page = signed_in(cast.ada).get("/mine/")

    for shown in (
        "ada@example.org",
        "Tuesday group",
        "a private thought",
        "Who reads it",
        "How long",
    ):
        assertContains(page, shown)
    for hidden in ("ben@example.org", "Ben", "Thursday group"):
        assertNotContains(page, hidden)


def test_a_lot_is_there_in_less_than_a_minute_and_in_as_many_queries():
    """Two thousand rows; the bench has a whole year."""
    cast = make_cast()
    for number in range(300):
        make_words(by=cast.ada, group=cast.group, text=f"word {number}")
    began = time.monotonic()

    told, _page = downloaded(cast.ada)

    assert len(told["words.Words"]["rows"]) == 300
    assert time.monotonic() - began < 60
    assert len(everything_of(cast.ada)) >= len(BY_ROWS)
