"""A list of people: read, shown, taken, undone. Nothing is ever half taken in (goal S15)."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

import levelground.programmes
from levelground.programmes import store
from levelground.programmes.actions.invitations import post_due
from levelground.programmes.models import Import, Invitee, Programme
from levelground.programmes.queries.programmes import draft_of, known_of
from levelground.runtime import clock
from levelground.sealing.envelope import Unopenable
from tests.core.formation.test_reading import malformed
from tests.make import make_person, make_programme, signed_in
from tests.programmes.making import Desk, ask, file, joins, known, later

GOOD = (
    "Name,E-mail,Organisation,Paid or voluntary,Trained\n"
    "Ana Rua,ana@example.org,City Council,paid,yes\n"
    "Bo Lim,bo@example.org,Harbour Food Bank,voluntary,\n"
)
SAMPLE = Path(levelground.programmes.__file__).parent / "static/programmes/training-day.csv"


def test_a_list_is_shown_before_anybody_is_asked(desk: Desk):
    assertRedirects(
        desk.post("people/", file=file(GOOD)), f"/programmes/{desk.programme.pk}/people/"
    )

    page = desk.get("people/")
    assertContains(page, "2 people would be asked")
    rows = " ".join(strip_tags(page.content.decode()).split())
    assert "Ana Rua ana@example.org City Council paid · trained Bo Lim" in rows
    assert "Bo Lim bo@example.org Harbour Food Bank voluntary Ask" in rows
    assert not Invitee.objects.exists()
    assert mail.outbox == []


def test_taken_in_everybody_has_a_place_with_what_the_list_said(desk: Desk):
    desk.post("people/", file=file(GOOD))
    desk.post("people/taken/")

    ana = Invitee.objects.get(email="ana@example.org")
    assert ana.name == "Ana Rua"
    assert known_of(ana).organisation == "City Council"
    assert known_of(ana).is_paid is True
    assert known_of(ana).trained
    assert known_of(Invitee.objects.get(email="bo@example.org")).is_paid is False
    assert draft_of(desk.programme) is None
    assert bytes(Import.objects.get().body) == b""


def test_the_sample_can_be_taken_in(desk: Desk):
    desk.post("people/", file=file(SAMPLE.read_bytes()))
    desk.post("people/taken/")

    invitees = Invitee.objects.all()
    assert invitees.count() == 24
    assert len({known_of(invitee).organisation for invitee in invitees}) == 6
    assert {known_of(invitee).is_paid for invitee in invitees} == {True, False}


def test_taking_twice_is_taking_once(desk: Desk):
    desk.post("people/", file=file(GOOD))
    desk.post("people/taken/")
    desk.post("people/taken/")

    assert Invitee.objects.count() == 2
    assert Import.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "row", "column", "what"),
    [
        ("Name,E-mail\nAna,ana@\n", 2, "E-mail", "“ana@”: This is not an e-mail address."),
        ("Name,E-mail\nAna,\n", 2, "E-mail", "There is no address."),
        ("Name,E-mail\n,ana@example.org\n", 2, "Name", "There is no name."),
        (
            "Name,E-mail\nA,a@example.org\nB,A@EXAMPLE.org\n",
            3,
            "E-mail",
            "The same address stands in row 2.",
        ),
        ("Name,E-mail,Trained\nA,a@example.org,maybe\n", 2, "Trained", "neither yes nor no"),
        ("Name,E-mail,Paid\nA,a@example.org,often\n", 2, "Paid", "neither paid nor voluntary"),
        ("Name,E-mail\nA,a@example.org,x\n", 2, "–", "It has 3 cells under 2 headings."),
        ("Name,Telephone\nA,1\n", "–", "headings", "A column called e-mail is needed"),
        ("E-mail\na@example.org\n", "–", "headings", "A column called name is needed"),
        ("Name,E-mail,Mail\nA,a@example.org,b\n", "–", "address", "Keep one."),
        ("Name,E-mail\n" + "x" * 81 + ",a@example.org\n", 2, "Name", "longer than 80"),
    ],
)
def test_every_fault_is_named_with_row_and_column_and_nothing_is_taken_in(
    desk: Desk, text: str, row: object, column: str, what: str
):
    response = desk.post("people/", file=file(text))

    assertContains(response, "to mend", status_code=422)
    assertContains(response, what, status_code=422)
    assertContains(response, f"<td>{row}</td>", status_code=422, html=True)
    assertContains(response, f"<td>{column}</td>", status_code=422, html=True)
    assert not Import.objects.exists()
    assertContains(desk.post("people/taken/", follow=True), "", status_code=302)
    assert not Invitee.objects.exists()


def test_one_fault_among_many_good_rows_takes_nobody_in(desk: Desk):
    rows = "".join(f"P{at},p{at}@example.org\n" for at in range(200))
    desk.post("people/", file=file("Name,E-mail\n" + rows + "Zed,zed\n"))
    desk.post("people/taken/")

    assert not Invitee.objects.exists()


def test_what_people_are_is_not_believed_and_not_kept(desk: Desk):
    desk.post(
        "people/",
        file=file("Name,E-mail,Gender,Manager,Shoe\nAna,ana@example.org,woman,Zed,38\n"),
    )

    page = desk.get("people/")
    assertContains(page, "“Gender” is not taken in: people say that themselves.")
    assertContains(page, "“Manager” is not taken in")
    assertContains(page, "“Shoe” is not used.")
    draft = draft_of(desk.programme)
    assert draft is not None
    assert "woman" not in str(store.open_list(draft))


@pytest.mark.parametrize(
    ("heading", "cell", "is_paid"),
    [
        ("Paid", "yes", True),
        ("Paid", "no", False),
        ("Volunteer", "yes", False),
        ("Volunteer", "no", True),
        ("Paid or voluntary", "Staff", True),
        ("Paid or voluntary", "vol.", False),
        ("Paid or voluntary", "", None),
    ],
)
def test_paid_and_voluntary_are_read_as_people_write_them(
    desk: Desk, heading: str, cell: str, is_paid: bool | None
):
    desk.post("people/", file=file(f"Name,E-mail,{heading}\nAna,ana@example.org,{cell}\n"))
    desk.post("people/taken/")

    assert known_of(Invitee.objects.get()).is_paid is is_paid


# Who is here already


def test_whoever_is_here_is_counted_and_neither_shown_nor_changed(desk: Desk):
    joins("Ana", desk.programme)
    before = Invitee.objects.filter(email="ana@example.org").values().get()

    desk.post("people/", file=file(GOOD))
    page = desk.get("people/")
    desk.post("people/taken/")

    assertContains(page, "One person would be asked")
    assertContains(page, "One more of your list")
    assertNotContains(page, "Ana Rua")
    assert Invitee.objects.filter(email="ana@example.org").values().get() == before


def test_an_account_elsewhere_is_not_betrayed(desk: Desk, programme: Programme):
    """With an account here or without, in another programme or not: the page is the same."""

    def page() -> str:
        desk.post("people/", file=file(GOOD))
        text = desk.text("people/")
        return text[text.index("<h1") : text.index("<form")]

    stranger = page()
    make_person("Ana Maria", email="ana@example.org")
    other = make_programme(by=make_person("Gus", is_staff=True), name="Another")
    ask(other, known("Ana"))

    assert page() == stranger


def test_whoever_said_no_is_not_asked_again(desk: Desk):
    ana = joins("Ana", desk.programme)
    signed_in(ana).post(f"/asked/{desk.programme.pk}/no/")
    mail.outbox.clear()

    desk.post("people/", file=file(GOOD))
    desk.post("people/taken/")
    desk.post("letters/")

    assert [letter.to for letter in mail.outbox] == [["bo@example.org"]]
    assert Invitee.objects.get(email="ana@example.org").state == Invitee.State.GONE


# Undo


def test_within_ten_minutes_a_list_goes_as_if_it_had_never_come(desk: Desk):
    joins("Zoe", desk.programme)
    mail.outbox.clear()
    desk.post("people/", file=file(GOOD))
    desk.post("people/taken/")
    assertContains(desk.get(), "Take the list back")

    desk.post("people/undone/", list=Import.objects.latest("pk").pk)

    assert [invitee.email for invitee in Invitee.objects.all()] == ["zoe@example.org"]
    with later(days=1):
        post_due(clock.now())
    assert mail.outbox == []


def test_afterwards_those_who_answered_stay(desk: Desk):
    desk.post("people/", file=file(GOOD))
    desk.post("people/taken/")
    desk.post("letters/")
    joins("Ana", desk.programme)

    desk.post("people/undone/", list=Import.objects.latest("pk").pk)

    assert [invitee.email for invitee in Invitee.objects.all()] == ["ana@example.org"]


def test_a_page_that_is_out_of_date_undoes_nothing(desk: Desk):
    desk.post("people/", file=file(GOOD))
    desk.post("people/taken/")

    desk.post("people/undone/", list="999")
    desk.post("people/undone/", list="x" * 5000)
    desk.post("people/undone/")

    assert Invitee.objects.count() == 2


# What lists say is sealed


def test_what_lists_say_is_not_in_the_database_in_clear(desk: Desk):
    desk.post("people/", file=file(GOOD))
    draft = draft_of(desk.programme)
    assert draft is not None
    assert b"ana@example.org" not in bytes(draft.body)
    desk.post("people/taken/")

    stored = b"".join(bytes(invitee.known) for invitee in Invitee.objects.all())
    assert b"City Council" not in stored


def test_what_a_list_said_of_one_does_not_open_at_another(desk: Desk):
    one, other = ask(desk.programme, known("Ana", "Bo"))
    other.known = one.known

    with pytest.raises(Unopenable):
        store.open_row(other)


# Malformed files


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\xff\xfe",
        b"a" * 200_000,
        b'Name\n"',
        b"Name," * 600,
        b"\x80\x81\n\x8d",
        b"Name,E-mail\n" + b"x" * 3_000_000,
        b"," * 1_000_000,
        b"Name,E-mail\n" + b"A,a@example.org\n" * 6000,
        "Name,E-mail\n=cmd|' /C calc'!A0,a\u202eb@example.org\n".encode(),
        b"\xff\xfe" + b"\x00" * 99_999,
    ],
    ids=range(11),
)
def test_a_file_that_is_no_list_is_answered_with_a_sentence_in_two_seconds(desk: Desk, data: bytes):
    began = time.process_time()
    response = desk.post("people/", file=file(data))

    assert time.process_time() - began < 2
    assertContains(response, "to mend", status_code=422)


def damaged(seed: int) -> bytes:
    return malformed(seed, SAMPLE.read_text(encoding="utf-8-sig"))


def answers_to(desk: Desk, seeds: range) -> list[str]:
    """What is wrong with the answers to damaged files: they should be a redirect or sentences."""
    faults = []
    for seed in seeds:
        began = time.process_time()
        response = desk.post("people/", file=file(damaged(seed)))
        took = time.process_time() - began
        text = response.content.decode()
        is_plain = response.status_code == 302 or (
            response.status_code == 422 and ("to mend" in text or "Choose a file" in text)
        )
        if not is_plain or took > 2:
            faults.append(f"seed {seed}: {response.status_code} in {took:.1f} s")
    return faults


def test_damaged_files_get_sentences(desk: Desk):
    assert not answers_to(desk, range(60))


def test_control_a_reader_that_breaks_is_noticed(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    def breaks(*_about: object, **_more: object) -> None:
        raise ValueError("bad file")

    desk.client.raise_request_exception = False
    monkeypatch.setattr("levelground.programmes.domain.packing.read_asked", breaks)

    assert answers_to(desk, range(1))


def test_no_file_at_all_is_answered_with_a_sentence(desk: Desk):
    assertContains(desk.post("people/"), "Choose a file first.", status_code=422)
    assertNotContains(desk.get("people/"), "Choose a file first.")


# CSV out


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t=", "\r=", "\x00=", '"=', ";="])
def test_no_name_becomes_a_formula_in_the_file_that_goes_out(desk: Desk, first: str):
    Invitee.objects.bulk_create(
        [
            Invitee(
                programme=desk.programme,
                email="x@example.org",
                name=f"{first}1+1",
                asked_at=desk.programme.made_at,
                expires_at=desk.programme.made_at.replace(year=2100),
            )
        ]
    )

    response = desk.get("list/")

    cell = response.content.decode("utf-8-sig").split("\r\n")[1].lstrip('"')
    assert response["Content-Type"].startswith("text/csv")
    assert cell.startswith("'")


def test_the_file_has_names_and_answers_and_nothing_else(desk: Desk):
    joins("Ana", desk.programme, gender=("woman",))
    ask(desk.programme, known("Bo"))

    text = desk.get("list/").content.decode("utf-8-sig")

    assert text == "name,state\r\nAna,said yes\r\nBo,has been asked\r\n"


def test_a_list_of_five_thousand_is_read_and_taken_in(desk: Desk):
    """How long it may take is measured by `python -m bench.lists`: a slow machine is no fault."""
    whole = file(long_list(5000))
    for page, data in (("people/", {"file": whole}), ("people/taken/", {}), ("letters/", {})):
        assert desk.post(page, **data).status_code == 302
        if page == "people/":
            assertContains(desk.get("people/"), "and 4800 more")

    assert Invitee.objects.count() == 5000


@pytest.mark.django_db
def test_a_long_list_asks_the_database_hardly_more_often():
    """A question for each person would be 990 more."""
    few, many = questions(10), questions(1000)

    assert all(b - a < 50 for a, b in zip(few, many, strict=True)), (few, many)


def questions(people: int) -> list[int]:
    """How many a list takes: to be read, to be taken in. (Letters leave fifty at a time.)"""
    desk, asked = Desk(make_programme(by=make_person(f"Fay {people}", is_staff=True))), []
    pages: list[tuple[str, dict[str, Any]]] = [
        ("people/", {"file": file(long_list(people))}),
        ("people/taken/", {}),
    ]
    for page, data in pages:
        with CaptureQueriesContext(connection) as caught:
            assert desk.post(page, **data).status_code == 302
        asked.append(len(caught))
    return asked


def long_list(people: int) -> str:
    rows = "".join(f"Person {at},p{at}@example.org,House {at % 9},yes\n" for at in range(people))
    return "Name,E-mail,Organisation,Paid\n" + rows
