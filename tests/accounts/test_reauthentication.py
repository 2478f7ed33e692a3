"""A fresh code before everything is taken along, or goes for good."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from pytest_django import Settings
from pytest_django.asserts import assertContains, assertRedirects

from levelground.accounts.http import limits
from levelground.accounts.models import Person
from levelground.letters.models import Letter
from levelground.live.models import SignIn
from tests.make import make_person, signed_in

pytestmark = pytest.mark.django_db
AGES = timedelta(hours=1)
AGAIN = "/account/again/?next=/mine/closing/"


@pytest.fixture
def ada() -> Person:
    return make_person("Ada")


@pytest.fixture
def browser(ada: Person) -> Client:
    """Signed in long ago."""
    return signed_in(ada, typed_a_code=AGES)


def asked(browser: Client) -> str:
    """The figures of the letter that was asked for."""
    browser.post(AGAIN, {"send": "1"})
    found = re.search(r"^\d{6}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    return found[0]


@pytest.mark.parametrize(
    ("page", "goes_on"),
    [
        ("/mine/download/", "/mine/"),
        ("/mine/closing/", "/mine/closing/"),
        ("/picture/round-1/export/", "/picture/round-1/removal/"),
        ("/picture/round-1/removal/", "/picture/round-1/removal/"),
    ],
)
def test_what_takes_everything_asks_who_it_is(browser: Client, page: str, goes_on: str):
    response = browser.get(page)

    assertRedirects(response, f"/account/again/?next={goes_on.replace('/', '%2F')}")


def test_who_signed_in_a_moment_ago_is_not_asked(ada: Person):
    assert signed_in(ada).get("/mine/download/").status_code == 200


def test_nothing_is_closed_without_a_fresh_code(browser: Client, ada: Person):
    response = browser.post("/mine/closing/", {"email": ada.email})

    assert response["Location"].startswith("/account/again/")
    assert Person.objects.filter(pk=ada.pk, is_active=True).exists()


def test_opening_the_page_sends_nothing(browser: Client):
    assertContains(browser.get(AGAIN), "Send me the figures")
    assert not mail.outbox


def test_the_figures_of_the_letter_open_what_was_asked_for(browser: Client, ada: Person):
    figures = asked(browser)
    assertContains(browser.get(AGAIN), "emailing a 6-digit code to ada@example.org")

    response = browser.post(AGAIN, {"code": figures}, follow=True)

    assertRedirects(response, "/mine/closing/")
    assertContains(response, "It is you.")
    assert browser.get("/mine/download/").status_code == 200
    assert mail.outbox[-1].to == [ada.email]


def test_after_ten_minutes_they_are_asked_again(browser: Client):
    browser.post(AGAIN, {"code": asked(browser)})
    with time_machine.travel(timedelta(minutes=9, seconds=50), tick=False):
        assert browser.get("/mine/download/").status_code == 200
    with time_machine.travel(timedelta(minutes=10, seconds=10), tick=False):
        assert browser.get("/mine/download/").status_code == 302


def test_old_figures_are_no_good(browser: Client):
    figures = asked(browser)
    with time_machine.travel(timedelta(minutes=10, seconds=10), tick=False):
        browser.post(AGAIN, {"code": figures})
        assert browser.get("/mine/download/").status_code == 302


def test_new_figures_make_the_ones_before_worthless(browser: Client):
    first = asked(browser)
    asked(browser)

    assertContains(browser.post(AGAIN, {"code": first}), "not the figures", status_code=422)


def test_three_wrong_tries_need_a_new_letter(browser: Client):
    figures = asked(browser)
    wrong = "000000" if figures != "000000" else "111111"
    for _ in range(2):
        assert browser.post(AGAIN, {"code": wrong}).status_code == 422

    response = browser.post(AGAIN, {"code": wrong}, follow=True)

    assertContains(response, "three wrong tries")
    browser.post(AGAIN, {"code": figures})
    assert browser.get("/mine/download/").status_code == 302


def test_tries_and_letters_are_limited(browser: Client, monkeypatch: pytest.MonkeyPatch):
    for _ in range(limits.SIGNED_IN.at_once):
        asked(browser)
    response = browser.post(AGAIN, {"send": "1"}, follow=True)
    assertContains(response, "Too many tries. Wait 48 minutes")
    assert len(mail.outbox) == limits.SIGNED_IN.at_once

    monkeypatch.setattr(limits, "SIGNED_IN_TRIES", replace(limits.SIGNED_IN_TRIES, at_once=2))
    answers = [browser.post(AGAIN, {"code": "1"}).status_code for _ in range(3)]
    assert answers == [422, 422, 429]


def test_the_figures_of_one_browser_are_no_good_in_another(browser: Client, ada: Person):
    figures = asked(browser)
    other = signed_in(ada, typed_a_code=AGES)

    assertContains(other.post(AGAIN, {"code": figures}), "Send me the figures")
    assert other.get("/mine/download/").status_code == 302


def test_another_persons_fresh_sign_in_does_not_count(ada: Person):
    browser = signed_in(make_person("Ben"))
    fresh = browser.session["account_authentication_methods"]
    browser = signed_in(ada, typed_a_code=AGES)
    session = browser.session
    session["account_authentication_methods"] = fresh
    session["account_authentication_methods_user"] = "0"
    session.save()

    assert browser.get("/mine/download/").status_code == 302


def test_it_leads_to_no_other_place(browser: Client):
    there = "/account/again/?next=https://elsewhere.example/"
    response = browser.post(there, {"code": asked(browser)})

    assertRedirects(response, "/account/")


def test_the_page_does_not_wait_for_the_mail_server(browser: Client, settings: Settings):
    settings.OUTBOX_BACKEND = "tests.letters.at_once.AwayBackend"

    assertContains(browser.post(AGAIN, {"send": "1"}, follow=True), "No email?")
    assert Letter.objects.waiting().short_lived().count() == 1


def test_signing_out_everywhere_is_everywhere(ada: Person):
    here, there = signed_in(ada), signed_in(ada)
    ben = signed_in(make_person("Ben"))

    here.post("/sign-out/everywhere/")

    assert [one.get("/account/").status_code for one in (here, there, ben)] == [302, 302, 200]
    assert SignIn.objects.count() <= 2
