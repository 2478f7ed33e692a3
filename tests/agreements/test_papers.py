"""The agreement on paper, and each member's own with their employer."""

from __future__ import annotations

import io
import re
import unicodedata
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader
from pytest_django.asserts import assertRedirects

from levelground import ui
from levelground.ui import pdf
from tests.agreements.table import Table, filled_buttons, make_table
from tests.make import make_person, signed_in

pytestmark = pytest.mark.django_db

needs_pango = pytest.mark.skipif(
    not pdf.can_make_pdf(), reason="libpango is missing: no PDF was made or looked at"
)


@pytest.fixture
def table() -> Table:
    table = make_table()
    table.agree(line="Whakarongo mai: we listen first.", culture="Kia ora ō tātou ingoa.")
    return table


def text_of(pdf: bytes) -> str:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    return unicodedata.normalize("NFC", re.sub(r"\s+", " ", " ".join(pages)))


@needs_pango
def test_the_book_holds_the_clauses_and_who_accepted_them(table: Table):
    response = table.get("Ben", "versions/1/pdf/")

    assert response["Content-Type"] == "application/pdf"
    assert 'filename="agreement.pdf"' in response["Content-Disposition"]
    text = text_of(response.content)
    for said in (
        "we listen first.",
        "What we promise each other",
        "Ada",
        "Ben",
        "Cai",
        "Version 1",
    ):
        assert said in text


@needs_pango
def test_macrons_and_our_letters_are_in_it(table: Table):
    reader = PdfReader(io.BytesIO(table.get("Ben", "versions/1/pdf/").content))

    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts
    assert all("Atkinson" in font for font in fonts), fonts
    assert "ō tātou ingoa" in text_of(table.get("Ben", "versions/1/pdf/").content)


LETTERS = Path(ui.__file__).parent / "static" / "ui" / "fonts"
MACRONS = set("āēīōūĀĒĪŌŪ")


def codes_of(name: str) -> set[int]:
    with TTFont(LETTERS / f"atkinson-hyperlegible-next-{name}.woff2") as font:
        return set(font.getBestCmap())


@pytest.mark.parametrize("weight", [400, 700])
def test_one_file_has_all_letters_of_the_screens_and_every_macron(weight: int):
    screens = codes_of("latin-wght-normal") | codes_of("latin-ext-wght-normal")

    assert screens <= codes_of(f"paper-{weight}")
    assert set(map(ord, MACRONS)) <= codes_of(f"paper-{weight}")


@pytest.mark.parametrize("name", ["latin-wght-normal", "latin-ext-wght-normal"])
def test_control_neither_file_of_the_screens_has_every_macron(name: str):
    assert not set(map(ord, MACRONS)) <= codes_of(name)


@needs_pango
def test_what_people_wrote_is_text_and_fetches_nothing(
    table: Table, caplog: pytest.LogCaptureFixture
):
    other = make_table(("Dana", "Eli", "Hana"))
    other.begin("Dana")
    other.write_all("Dana", line='<img src="file:///etc/hostname"><b>bold</b>')
    other.put_and_accept()

    text = text_of(other.get("Dana", "versions/1/pdf/").content)

    assert '<img src="file:///etc/hostname"><b>bold</b>' in text


def test_where_no_pdf_can_be_made_the_page_prints_itself(
    table: Table, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("levelground.agreements.views.papers.can_make_pdf", lambda: False)

    for page in ("versions/1/book/", "versions/1/pdf/"):
        response = table.get("Ben", page)
        assert response["Content-Type"].startswith("text/html")
        assert "print this page" in response.text
        assert "we listen first." in response.text
        assert not filled_buttons(response.text)


def test_the_page_offers_the_file_where_it_can_be_made(
    table: Table, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("levelground.agreements.views.papers.can_make_pdf", lambda: True)

    assert filled_buttons(table.page("Ben", "versions/1/book/")) == ["Keep it as a PDF"]


def test_a_draft_has_no_book(table: Table):
    table.post("Ada", "draft/")

    assert table.get("Ada", "versions/2/book/").status_code == 404
    assert table.get("Ada", "versions/2/pdf/").status_code == 404


# With the employer


def test_it_begins_with_a_text_of_ours_that_reports_nothing_of_content(table: Table):
    page = table.page("Ada", "employer/")

    assert "75 minutes a session" in page
    assert "Nothing of what is said" in page


def test_what_a_member_makes_of_it_is_theirs_alone(table: Table):
    fay = make_person("Fay", is_staff=True)

    assertRedirects(
        table.post("Ada", "employer/", text="Between Ada and the council."),
        table.url("employer/book/"),
    )

    assert "Between Ada and the council." in table.page("Ada", "employer/")
    assert "Between Ada and the council." in table.page("Ada", "employer/book/")
    for page in ("employer/", "employer/book/"):
        assert "the council" not in table.page("Ben", page)
        assert signed_in(fay).get(table.url(page)).status_code == 404


@needs_pango
def test_it_comes_as_a_file_too(table: Table):
    table.post("Ada", "employer/", text="Between Ada and the council.\n\nTime. One hour.")

    text = text_of(table.get("Ada", "employer/pdf/").content)
    assert "Between Ada and the council. Time. One hour." in text
    assert "we listen first" not in text, "it says nothing of the group"


def test_paper_has_bold_beginnings_gaps_to_write_in_and_room_to_sign(table: Table):
    own = "Between … and <b>us</b>.\n\nTime. One hour, … times.\n\nThis is no short beginning at all. Really."
    table.post("Ada", "employer/", text=own)

    page = re.sub(r"\s+", " ", table.page("Ada", "employer/book/"))

    assert re.findall("<strong>(.*?)</strong>", page) == ["Time."]
    assert page.count('class="book__gap"') == 2
    assert "<b>" not in table.get("Ada", "employer/book/").text
    for said in ("Who takes part", "For the organisation", "Name and signature"):
        assert said in page


@needs_pango
def test_each_sheet_of_the_book_says_of_what_it_is_and_can_be_read_aloud(table: Table):
    reader = PdfReader(io.BytesIO(table.get("Ben", "versions/1/pdf/").content))

    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en"
    for number, page in enumerate(reader.pages[1:], start=2):
        assert f"Our agreement · Version 1 {number} / " in re.sub(r"\s+", " ", page.extract_text())


def test_an_empty_one_brings_ours_back(table: Table):
    table.post("Ada", "employer/", text="Mine.")
    table.post("Ada", "employer/", text="")

    assert "Nothing of what is said" in table.page("Ada", "employer/")


def test_one_that_is_too_long_is_given_back(table: Table):
    response = table.post("Ada", "employer/", text="x" * 6001)

    assert response.status_code == 422
    assert "x" * 6001 in response.text
