"""Where somebody is signed in: in words, with a way to end it; and an email about a new one."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from levelground import credentials
from levelground.accounts.models import Person
from levelground.credentials.domain.devices import in_words, kind_of
from levelground.credentials.models import KnownDevice
from levelground.letters.models import Letter
from levelground.live.hub import session_keys_still_good
from levelground.live.models import SignIn
from tests.make import make_person

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
AGENTS = {
    FIREFOX: "Firefox on Windows",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36": "Chrome on Linux",
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0": "Edge on Windows",
    "Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 SamsungBrowser/25.0 Chrome/121.0 Mobile Safari/537.36": "Samsung Internet on Android",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1": "Safari on iPhone",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) CriOS/126.0 Mobile/15E148 Safari/604.1": "Chrome on iPhone",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15": "Safari on Mac",
    "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36": "Chrome on ChromeOS",
    "curl/8.0": "A device we don't recognise",
    "": "A device we don't recognise",
    "x" * 100_000: "A device we don't recognise",
}


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet() -> None:
    cache.clear()


@pytest.fixture
def ada() -> Person:
    return make_person("Ada", email="ada@example.org")


def signs_in(person: Person, browser: Client | None = None, agent: str = FIREFOX) -> Client:
    """By a code from an email, in a browser that says what it is."""
    browser = browser or Client()
    browser.defaults["HTTP_USER_AGENT"] = agent
    browser.post("/sign-in/", {"email": person.email})
    code = next(line for line in str(mail.outbox[-1].body).splitlines() if line.isdigit())
    browser.post("/sign-in/code/", {"code": code})
    assert SESSION_KEY in browser.session
    cache.clear()
    return browser


def written_about() -> list[str]:
    return [one.kind for one in Letter.objects.all()]


@pytest.mark.parametrize(("agent", "words"), AGENTS.items())
def test_a_browser_is_named_as_people_name_it(agent: str, words: str):
    assert in_words(kind_of(agent)) == words


def test_the_page_lists_where_somebody_is_signed_in(ada: Person):
    signs_in(ada, agent=next(one for one, words in AGENTS.items() if words == "Safari on iPhone"))
    here = signs_in(ada)
    signs_in(make_person("Ben"), agent="Mozilla/5.0 (X11; Linux) Chrome/1")

    page = here.get("/account/sign-in/")

    assertContains(page, "Firefox on Windows", count=1)
    assertContains(page, "This device\n", count=1)
    assertContains(page, "<strong>Safari on iPhone</strong>", count=1)
    assertNotContains(page, "Linux")
    assertNotContains(page, "127.0.0.1")


def test_the_page_says_that_calendars_go_on(ada: Person):
    assertContains(signs_in(ada).get("/account/sign-in/"), 'href="/calendar/"')


def test_one_is_signed_out_and_the_others_stay(ada: Person):
    there, here = signs_in(ada), signs_in(ada)
    keys = {str(one.session.session_key): one for one in (there, here)}

    here.post("/account/devices/sign-out/", {"device": _row_of(there).pk})

    assert session_keys_still_good(keys) == {here.session.session_key}
    assert there.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200


def test_nobody_signs_somebody_else_out(ada: Person):
    victim, thief = signs_in(ada), signs_in(make_person("Ben"))

    thief.post("/account/devices/sign-out/", {"device": _row_of(victim).pk})
    thief.post("/account/devices/sign-out/", {"device": "x\0" * 90})

    assert victim.get("/account/").status_code == 200


def test_all_are_signed_out_and_new_again(ada: Person):
    there, here = signs_in(ada), signs_in(ada)

    here.post("/sign-out/everywhere/")

    assert not SignIn.objects.filter(person=ada).exists()
    before = written_about()
    signs_in(ada, here)
    assert written_about() == before, "where it was said is known"
    signs_in(ada, there)
    assert written_about() == [*before, "new-device"]


def test_the_first_sign_in_of_all_is_no_news(ada: Person):
    signs_in(ada)

    assert written_about() == []


def test_a_sign_in_on_a_new_device_is(ada: Person):
    signs_in(ada)
    signs_in(ada, agent=next(one for one, words in AGENTS.items() if words == "Safari on Mac"))

    letter = mail.outbox[-1]
    assert letter.to == [ada.email]
    assert "Safari on Mac" in letter.subject + str(letter.body)
    assert "/account/sign-in/" in str(letter.body)
    assert "127.0.0.1" not in str(letter.body)


def test_a_device_that_is_known_is_no_news_even_after_signing_out(ada: Person):
    browser = signs_in(ada)
    browser.post("/sign-out/")

    signs_in(ada, browser)

    assert written_about() == []


def test_another_person_in_the_same_browser_is_told(ada: Person):
    ben = make_person("Ben", email="ben@example.org")
    signs_in(ben)
    browser = signs_in(ada)
    browser.post("/sign-out/")

    signs_in(ben, browser)

    assert written_about() == ["new-device"]
    marks = KnownDevice.objects.values_list("fingerprint", flat=True)
    assert len(set(marks)) == 3, "the database doesn't know that they share one"


def test_what_a_shared_browser_was_given_makes_nobody_known_elsewhere(ada: Person):
    """Mallory keeps her cookie, lets Ada sign in after her, and later reads Ada's mail."""
    mallory = make_person("Mallory", email="mallory@example.org")
    signs_in(ada)
    shared = signs_in(mallory)
    hers = shared.cookies["device"].value
    shared.post("/sign-out/")
    signs_in(ada, shared)
    assert shared.cookies["device"].value != hers
    before = written_about()
    elsewhere = Client()
    elsewhere.cookies["device"] = hers

    signs_in(ada, elsewhere)

    assert written_about() == [*before, "new-device"]


@pytest.mark.parametrize("made_up", ["x", "a" * 43, "\x7f", "a" * 5000])
def test_a_made_up_cookie_is_no_known_device(ada: Person, made_up: str):
    signs_in(ada)
    browser = Client()
    browser.cookies["device"] = "x"
    # Newer Pythons make no such cookie themselves.
    object.__setattr__(browser.cookies["device"], "_coded_value", made_up)

    signs_in(ada, browser)

    assert written_about() == ["new-device"]


def test_the_database_does_not_hold_what_the_cookie_says(ada: Person):
    browser = signs_in(ada)

    cookie = browser.cookies["device"]

    assert cookie.value not in str(list(KnownDevice.objects.values()))
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_when_it_was_last_used_is_noted_now_and_then(ada: Person):
    browser = signs_in(ada)
    first = _row_of(browser).used_at

    with time_machine.travel(timezone.now() + timedelta(minutes=3)):
        browser.get("/account/")
        soon = _row_of(browser).used_at
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        browser.get("/account/")

    assert soon == first
    assert _row_of(browser).used_at - first >= timedelta(minutes=5)


def test_every_kind_of_letter_has_room_for_its_name():
    """SQLite would keep a longer one; PostgreSQL refuses it, and with it what it was about."""
    longest = Letter._meta.get_field("kind").max_length or 0
    folder = Path(credentials.__file__).parent / "templates" / "credentials" / "mail"

    assert not [one.stem for one in folder.iterdir() if len(one.stem) > longest]
    assert len(list(folder.iterdir())) == 8


def _row_of(browser: Client) -> Any:
    from levelground.live.sign_ins import fingerprint  # noqa: PLC0415

    return SignIn.objects.get(pk=fingerprint(str(browser.session.session_key)))
