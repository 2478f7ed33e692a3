from __future__ import annotations

import io
import re
from datetime import date, timedelta

import pytest
from django.test import Client
from pypdf import PdfReader
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from levelground.reports.actions.certificates import confirm_hours
from levelground.reports.models import CHECK_LENGTH, Attendance, Certificate, new_check_code
from levelground.reports.pages import in_blocks
from levelground.reports.views.certificates import LOOKS
from levelground.runtime import clock
from levelground.ui import pdf
from tests.make import make_cast, signed_in
from tests.reports.making import make_attendance, make_certificate_of

pytestmark = pytest.mark.django_db
TIME = {"first_day": "2026-01-01", "last_day": "2026-12-31"}


def test_a_certificate_says_name_hours_and_how_many_and_nothing_of_the_group():
    cast = make_cast()
    make_certificate_of(cast.ada)

    page = signed_in(cast.ada).get(f"/certificates/{Certificate.objects.get().pk}/")

    for shown in ("Dr Ada Example", "1 h 25", "With 3 people or more", "the session’s clock"):
        assertContains(page, shown)
    for hidden in ("Tuesday group", "Ben", "ada@example.org"):
        assertNotContains(page, hidden)


def test_hours_that_are_not_confirmed_are_not_printed():
    cast = make_cast()
    make_attendance(cast.ada)
    ada = signed_in(cast.ada)

    response = ada.post("/certificates/new/", {"name": "Ada", **TIME})

    assertContains(response, "Confirm your hours first", status_code=422)
    assert not Certificate.objects.exists()


def test_what_the_member_changed_is_printed_as_their_word():
    cast = make_cast()
    ada = signed_in(cast.ada)
    one = make_attendance(cast.ada, minutes=85)
    confirm_hours(person=cast.ada, confirmed={one.pk: (90, False)})

    response = ada.post("/certificates/new/", {"name": "Ada", **TIME}, follow=True)

    assertContains(response, ">own word</span>")
    assertContains(response, "1 h 30")


def test_what_was_printed_stays_as_it_was():
    cast = make_cast()
    found = make_certificate_of(cast.ada)
    one = Attendance.objects.get(person=cast.ada)
    confirm_hours(person=cast.ada, confirmed={one.pk: (5, False)})

    assertContains(signed_in(cast.ada).get(f"/certificates/{found.pk}/"), "1 h 25")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({"name": ""}, "Fill this in"),
        ({"name": "A\x00da"}, "nobody can see"),
        ({"name": "A\u202eda"}, "cannot be printed"),
        ({"first_day": "yesterday"}, "Give a date"),
        ({"first_day": "2027-01-01"}, "before the first"),
        ({"first_day": "0000-00-00"}, "Give a date"),
    ],
)
def test_what_cannot_be_printed_is_asked_for_again(said: dict[str, str], answer: str):
    cast = make_cast()
    make_certificate_of(cast.ada)

    response = signed_in(cast.ada).post("/certificates/new/", {"name": "Ada", **TIME, **said})

    assertContains(response, answer, status_code=422)


# As PDF


def test_the_pdf_says_the_same_and_can_be_checked():
    cast = make_cast()
    found = make_certificate_of(cast.ada)
    if not pdf.can_make_pdf():
        pytest.skip("libpango is missing here")

    response = signed_in(cast.ada).get(f"/certificates/{found.pk}/pdf/")

    assert response["Content-Type"] == "application/pdf"
    text = PdfReader(io.BytesIO(response.content)).pages[0].extract_text()
    said = re.sub(r"\s+", "", text)
    for shown in ("Dr Ada Example", "1 h 25", in_blocks(found.code), "/certificates/check/"):
        assert re.sub(r"\s+", "", shown) in said
    assert "Tuesday" not in text


def test_a_long_certificate_can_be_checked_from_its_first_page_and_every_page_says_whose_it_is():
    if not pdf.can_make_pdf():
        pytest.skip("libpango is missing here")
    cast = make_cast()
    found = make_certificate_of(cast.ada)
    Certificate.objects.update(lines=found.lines * 40)

    response = signed_in(cast.ada).get(f"/certificates/{found.pk}/pdf/")

    first, *rest = [
        re.sub(r"\s+", "", page.extract_text())
        for page in PdfReader(io.BytesIO(response.content)).pages
    ]
    assert "/certificates/check/" in first
    assert rest
    for page in (first, *rest):
        assert re.sub(r"\s+", "", f"Dr Ada Example · {in_blocks(found.code)}") in page


def test_a_pdf_takes_nothing_from_elsewhere(tmp_path: object):
    if not pdf.can_make_pdf():
        pytest.skip("libpango is missing here")
    fetch = pdf._only_ours(pdf._weasyprint()).fetch  # type: ignore[arg-type]

    for elsewhere in ("https://example.org/a.png", "file:///etc/passwd", "data:,x"):
        with pytest.raises(ValueError, match="nothing from elsewhere"):
            fetch(elsewhere)


def test_where_no_pdf_can_be_made_the_page_prints_itself(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("levelground.ui.pdf._weasyprint", lambda: None)
    cast = make_cast()
    found = make_certificate_of(cast.ada)
    ada = signed_in(cast.ada)

    assertRedirects(ada.get(f"/certificates/{found.pk}/pdf/"), f"/certificates/{found.pk}/")
    assertContains(ada.get(f"/certificates/{found.pk}/"), "print this page")


# Checked by anybody who has the code


def test_whoever_has_the_code_sees_that_it_is_good_and_no_more():
    cast = make_cast()
    found = make_certificate_of(cast.ada)

    response = Client().post("/certificates/check/", {"code": in_blocks(found.code).lower()})
    page = Client().get(response["Location"])

    for shown in ("This certificate is good", "Dr Ada Example", "1 h 25", "2 March 2026"):
        assertContains(page, shown)
    for hidden in ("ada@example.org", "people", "equity", "Tuesday", 'href="/certificates/1'):
        assertNotContains(page, hidden)


def test_a_revoked_code_is_as_if_it_had_never_been():
    cast = make_cast()
    found = make_certificate_of(cast.ada)
    signed_in(cast.ada).post(f"/certificates/{found.pk}/revocation/")

    revoked = Client().get(f"/certificates/check/{found.code}/")
    never = Client().get(f"/certificates/check/{new_check_code()}/")

    assert (revoked.status_code, never.status_code) == (404, 404)
    assert re.sub(r"nonce=\S+|\w{64}", "", revoked.text) == re.sub(
        r"nonce=\S+|\w{64}", "", never.text
    )


def test_opening_the_page_that_revokes_revokes_nothing():
    cast = make_cast()
    found = make_certificate_of(cast.ada)

    signed_in(cast.ada).get(f"/certificates/{found.pk}/revocation/")

    assert Client().get(f"/certificates/check/{found.code}/").status_code == 200


@pytest.mark.parametrize("code", ["", "short", "0" * 20, "A" * 60, "\x00", "é" * 20])
def test_what_is_no_code_is_no_certificate(code: str):
    response = Client().post("/certificates/check/", {"code": code})

    assert response.status_code in {404, 422}


def test_whoever_tries_many_codes_is_slowed_down_and_the_right_one_waits_too():
    found = make_certificate_of(make_cast().ada)
    outsider = Client()
    for _ in range(LOOKS.at_once):
        assert outsider.post("/certificates/check/", {"code": new_check_code()}).status_code == 404

    assert outsider.post("/certificates/check/", {"code": found.code}).status_code == 429
    assert outsider.get(f"/certificates/check/{found.code}/").status_code == 429
    with clock.held(clock.now() + timedelta(minutes=1)):
        assert outsider.get(f"/certificates/check/{found.code}/").status_code == 200


def test_a_code_cannot_be_guessed():
    codes = {new_check_code() for _ in range(1000)}

    assert len(codes) == 1000
    assert 31**CHECK_LENGTH > 2**96


def test_a_certificate_is_its_persons_alone():
    cast = make_cast()
    found = make_certificate_of(cast.ada, first_day=date(2026, 3, 1))

    for page in ("", "pdf/", "revocation/"):
        assert signed_in(cast.ben).get(f"/certificates/{found.pk}/{page}").status_code == 404
    assert signed_in(cast.ben).post(f"/certificates/{found.pk}/revocation/").status_code == 404
    found.refresh_from_db()
    assert found.revoked_at is None
