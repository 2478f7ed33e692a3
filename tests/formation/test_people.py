from __future__ import annotations

import base64
import io
import os
import secrets
from pathlib import Path

import pytest
from pytest_django import Settings
from pytest_django.asserts import assertContains, assertNotContains

from levelground.accounts.models import Person
from levelground.formation.actions.rounds import begin_round
from levelground.formation.models import Roster
from levelground.formation.queries.rounds import draft_of, listed_in, proposal_of, roster_of
from levelground.formation.store import open_people
from levelground.sealing.envelope import Unopenable
from levelground.sealing.sealed_row import rewrap
from tests.formation.making import Desk, example

BAD = "Name,Trained,Manager\nAda,maybe,Zed\nBen,yes,\n"


@pytest.fixture
def empty(fay: Person) -> Desk:
    return Desk(begin_round(by=fay, name="Autumn"))


def file(text: str | bytes) -> io.BytesIO:
    found = io.BytesIO(text.encode() if isinstance(text, str) else text)
    found.name = "people.csv"
    return found


def test_a_list_is_read_before_it_is_taken_in(empty: Desk):
    empty.post("people/", file=example())

    assertContains(empty.get("people/"), "48 people were read")
    assert roster_of(empty.round) is None

    empty.post("people/taken/")

    roster = roster_of(empty.round)
    assert roster is not None
    assert roster.people == 48


def test_every_fault_is_named_with_row_and_column_and_nothing_is_taken_in(empty: Desk):
    response = empty.post("people/", file=file(BAD))

    text = response.content.decode()
    assert response.status_code == 422
    assert "2 things to mend" in text
    assert "“maybe” is neither yes nor no." in text
    assert "Nobody here is called “Zed”." in text
    assert not Roster.objects.exists()


@pytest.mark.parametrize(
    "data", [b"", b"\x00\xff\xfe", b"a" * 200_000, b'Name\n"', b"Name," * 600, b"\x80\x81\n\x8d"]
)
def test_a_file_that_is_no_list_is_answered_with_a_sentence(empty: Desk, data: bytes):
    response = empty.post("people/", file=file(data))

    assertContains(response, "to mend", status_code=422)


def test_no_file_at_all_is_answered_with_a_sentence(empty: Desk):
    assertContains(empty.post("people/"), "Choose a file first.", status_code=422)


def test_nobody_is_told_to_choose_a_file_before_they_could(empty: Desk):
    assertNotContains(empty.get("people/"), "Choose a file first.")
    empty.post("people/", file=example())

    assertNotContains(empty.get("people/"), "Choose a file first.")


def test_another_list_replaces_the_people_and_the_proposal(desk: Desk):
    desk.post("people/", file=example())
    assertContains(desk.get("people/"), "They replace the people who are in this round now")

    desk.post("people/taken/")

    roster = roster_of(desk.round)
    assert roster is not None
    assert roster.people == 48
    assert proposal_of(desk.round, roster) is None


def test_taking_twice_is_taking_once(empty: Desk):
    empty.post("people/", file=example())
    empty.post("people/taken/")
    empty.post("people/taken/")

    assert Roster.objects.count() == 1


def test_what_people_said_is_not_in_the_database(empty: Desk):
    empty.post("people/", file=example())
    roster = draft_of(empty.round)
    assert roster is not None

    stored = bytes(roster.body) + bytes(roster.wrapped)
    assert b"Ada" not in stored
    assert b"counsellor" not in stored
    assert listed_in(roster).people[0].name == "Ada"


def test_a_list_moved_to_another_round_does_not_open(empty: Desk, fay: Person):
    empty.post("people/", file=example())
    roster = draft_of(empty.round)
    assert roster is not None

    roster.round = begin_round(by=fay, name="Another")

    with pytest.raises(Unopenable):
        open_people(roster)


def test_further_columns_count_where_they_are_named(empty: Desk):
    rows = "Name,Trained,Shoe\n" + "".join(f"P{at},yes,s{at % 3}\n" for at in range(8))

    empty.post("people/", file=file(rows), more="Shoe")

    assertContains(empty.get("people/"), "8 answered: Shoe")


def test_a_list_opens_after_its_key_was_wrapped_anew(
    empty: Desk, tmp_path: Path, settings: Settings
):
    empty.post("people/", file=example())
    old = Path(settings.LEVELGROUND_KEY_FILE).read_text()
    keys = tmp_path / "kek"
    keys.write_text(base64.b64encode(secrets.token_bytes(32)).decode() + "\n" + old)
    settings.LEVELGROUND_KEY_FILE = keys

    assert rewrap() == 1
    assert rewrap() == 0

    keys.write_text(keys.read_text().splitlines()[0] + "\n")
    os.utime(keys, (1, 1))  # another time: it is read again
    roster = draft_of(empty.round)
    assert roster is not None
    assert listed_in(roster).people[0].name == "Ada"
