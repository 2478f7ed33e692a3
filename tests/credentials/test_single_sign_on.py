"""Sign-in by a real OpenID Connect provider, run here: who comes in, and who never gets whose account."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import time_machine
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from levelground.accounts.http import limits
from levelground.accounts.models import Person
from levelground.credentials import actions
from levelground.credentials.http import oidc
from levelground.credentials.models import Identity
from levelground.letters.models import Letter
from tests.credentials.making import make_passkey
from tests.make import make_person, signed_in

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # the provider's own
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
START, BACK, CONNECT = "/sign-in/provider/", "/sign-in/provider/back/", "/account/provider/"


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """Its address, which is also its name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from oidc_provider_mock import run_server_in_thread  # noqa: PLC0415

        with run_server_in_thread(require_nonce=True) as server:
            yield f"http://localhost:{server.server_port}"


@pytest.fixture(autouse=True)
def _set_up(settings: Settings, provider: str) -> None:
    settings.OIDC_ISSUER = provider
    settings.OIDC_CLIENT_ID = "level-ground"
    settings.OIDC_CLIENT_SECRET = "s" * 20
    settings.OIDC_NAME = "Keycloak"
    cache.clear()


@pytest.fixture
def ada() -> Person:
    return make_person("Ada")


def knows(provider: str, sub: str, **claims: Any) -> None:
    requests.put(f"{provider}/users/{sub}", json=claims, timeout=5).raise_for_status()


def signs_in_there(answer: Any, sub: str) -> str:
    """What the person does at the provider: returns where their browser is sent back to."""
    there = requests.post(answer["Location"], data={"sub": sub}, allow_redirects=False, timeout=5)
    return there.headers["Location"]


def comes_by_provider(browser: Client, sub: str, *, by: str = START, **more: str) -> Any:
    back = urlsplit(signs_in_there(browser.post(by, more), sub))
    return browser.get(f"{back.path}?{back.query}")


def who_is(browser: Client) -> int | None:
    said = browser.session.get(SESSION_KEY)
    return int(said) if said else None


def notices(browser: Client, page: str = "/sign-in/") -> str:
    return browser.get(page).content.decode()


def test_somebody_new_comes_in_and_says_their_name(provider: str):
    knows(provider, "kiri-1", email="kiri@example.org", email_verified=True)
    browser = Client()

    response = comes_by_provider(browser, "kiri-1")
    assertRedirects(response, "/sign-in/name/")
    browser.post("/sign-in/name/", {"name": "Kiri"})

    kiri = Person.objects.get(email="kiri@example.org")
    assert who_is(browser) == kiri.pk
    assert kiri.identities.get().subject == "kiri-1"


def test_they_come_back_to_the_same_account_whatever_their_address_is_by_then(provider: str):
    knows(provider, "mere-1", email="mere@example.org", email_verified=True)
    first = Client()
    comes_by_provider(first, "mere-1")
    first.post("/sign-in/name/", {"name": "Mere"})
    knows(provider, "mere-1", email="other@example.org", email_verified=False)
    browser = Client()

    comes_by_provider(browser, "mere-1")

    assert who_is(browser) == Person.objects.get(name="Mere").pk
    assert not Person.objects.filter(email="other@example.org").exists()


@pytest.mark.parametrize("verified", [True, False, "true", None])
def test_no_account_is_opened_by_an_address_alone(provider: str, ada: Person, verified: object):
    """Not even a verified one: its owner connects the two."""
    knows(provider, "eve", email="ADA@example.org", email_verified=verified)
    browser = Client()

    response = comes_by_provider(browser, "eve")

    assertRedirects(response, "/sign-in/")
    assert who_is(browser) is None
    assert not Identity.objects.exists()


def test_control_a_house_that_trusts_addresses_is_noticed(
    provider: str, ada: Person, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(actions, "has_account", lambda email: False)
    knows(provider, "eve", email=ada.email, email_verified=True)
    browser = Client()

    comes_by_provider(browser, "eve")

    assert who_is(browser) == ada.pk


@pytest.mark.parametrize("verified", [False, "true", 1, None])
def test_only_a_verified_address_makes_an_account(provider: str, verified: object):
    knows(provider, "new", email="new@example.org", email_verified=verified)
    browser = Client()

    comes_by_provider(browser, "new")

    assert not Person.objects.exists()
    assert who_is(browser) is None


def test_whoever_left_an_identity_at_an_address_first_does_not_get_its_account(provider: str):
    """They came so far as to be asked their name; then its owner came in, by a code."""
    knows(provider, "early", email="kate@example.org", email_verified=True)
    comes_by_provider(Client(), "early")
    kate = Person.objects.get(email="kate@example.org")
    assert kate.identities.exists()

    owner = Client()
    owner.post("/sign-in/", {"email": "kate@example.org"})
    from django.core import mail  # noqa: PLC0415

    code = next(line for line in str(mail.outbox[-1].body).splitlines() if line.isdigit())
    owner.post("/sign-in/code/", {"code": code})
    owner.post("/sign-in/name/", {"name": "Kate"})
    thief = Client()
    comes_by_provider(thief, "early")

    assert who_is(owner) == kate.pk
    assert who_is(thief) is None


def test_a_closed_house_stays_closed(provider: str, settings: Settings):
    settings.SIGN_UP_OPEN = False
    knows(provider, "uninvited", email="uninvited@example.org", email_verified=True)
    browser = Client()

    comes_by_provider(browser, "uninvited")

    assert not Person.objects.exists()
    assert "You need an invitation" in notices(browser)


def test_somebody_connects_it_signed_in_and_is_told(provider: str, ada: Person):
    knows(provider, "ada-there", email="work@example.org", email_verified=False)

    comes_by_provider(signed_in(ada), "ada-there", by=CONNECT)

    assert ada.identities.get().subject == "ada-there"
    assert Letter.objects.get().kind == "provider-connected"
    browser = Client()
    comes_by_provider(browser, "ada-there")
    assert who_is(browser) == ada.pk
    assert Person.objects.get(pk=ada.pk).email == "ada@example.org"


def test_it_is_connected_only_soon_after_a_proof(ada: Person):
    browser = signed_in(ada, typed_a_code=timedelta(hours=1))

    assert browser.post(CONNECT)["Location"].startswith("/account/again/")


def begins_to_connect(browser: Client, sub: str) -> str:
    back = urlsplit(signs_in_there(browser.post(CONNECT), sub))
    return f"{back.path}?{back.query}"


def test_it_is_connected_only_if_the_proof_is_fresh_at_the_end_too(provider: str, ada: Person):
    """Begun in time; ended by whoever sits at the laptop, with an account of their own."""
    browser = signed_in(ada, typed_a_code=timedelta(minutes=8))
    back = begins_to_connect(browser, "eve")

    with time_machine.travel(timezone.now() + timedelta(minutes=4)):
        browser.get(back)

        assert not ada.identities.exists()
        assert "That took too long" in notices(browser, "/account/sign-in/")
        assert browser.get("/mine/download/").status_code == 302, "and is no proof"


@pytest.mark.parametrize(("later", "comes_in"), [(9, True), (11, False)])
def test_what_was_begun_is_good_for_ten_minutes(provider: str, later: int, comes_in: bool):
    knows(provider, "slow", email="slow@example.org", email_verified=True)
    browser = Client()
    there = browser.post(START)

    with time_machine.travel(timezone.now() + timedelta(minutes=later)):
        back = urlsplit(signs_in_there(there, "slow"))
        response = browser.get(f"{back.path}?{back.query}")

        assert (response["Location"] == "/sign-in/name/") is comes_in
        assert Identity.objects.exists() is comes_in
        assert ("That took too long" in notices(browser)) is not comes_in


def test_a_code_that_began_connects_nothing_once_there_is_a_passkey(
    provider: str, settings: Settings
):
    """Two at once read a mailbox: only whoever sets up the first thing goes on with a code."""
    settings.PASSKEYS_REQUIRED = True
    fay = make_person("Fay", is_staff=True)
    browser = signed_in(fay)
    back = begins_to_connect(browser, "eve")
    make_passkey(fay)

    browser.get(back)

    assert not fay.identities.exists()


def test_an_answer_that_was_not_asked_for_connects_nothing(provider: str, ada: Person):
    """Somebody makes Ada's browser come back with their own answer."""
    eve = Client()
    back = urlsplit(signs_in_there(eve.post(START), "eve"))
    browser = signed_in(ada)

    browser.get(f"{back.path}?{back.query}")

    assert not ada.identities.exists()
    assert who_is(browser) == ada.pk


def test_a_sign_in_that_was_begun_connects_nothing(provider: str, ada: Person):
    """The form that proves somebody once more isn't the one that connects."""
    browser = signed_in(ada)

    comes_by_provider(browser, "eve")

    assert not ada.identities.exists()


def test_one_identity_is_one_persons(provider: str, ada: Person):
    ben = make_person("Ben")
    comes_by_provider(signed_in(ada), "shared", by=CONNECT)
    browser = signed_in(ben)

    comes_by_provider(browser, "shared", by=CONNECT)

    assert not ben.identities.exists()
    assert "Someone else has connected" in notices(browser, "/account/sign-in/")


def test_another_provider_with_the_same_number_is_somebody_else(
    provider: str, ada: Person, settings: Settings
):
    Identity.objects.create(person=ada, issuer="https://earlier.example", subject="7")
    knows(provider, "7", email="seven@example.org", email_verified=True)
    browser = Client()

    comes_by_provider(browser, "7")

    assert who_is(browser) is None
    assert Identity.objects.get(issuer=provider).person.email == "seven@example.org"


def test_it_counts_as_more_than_a_letter(provider: str, settings: Settings):
    settings.PASSKEYS_REQUIRED = True
    fay = make_person("Fay", is_staff=True)
    browser = signed_in(fay)
    assertContains(browser.get("/sign-in/more/"), "Connect Keycloak instead")

    comes_by_provider(browser, "fay-there", by=CONNECT, next="/programmes/")

    assert browser.get("/programmes/").status_code == 200
    later = Client()
    comes_by_provider(later, "fay-there")
    assert later.get("/programmes/").status_code == 200


def test_a_code_connects_no_second_way_in(provider: str, settings: Settings):
    settings.PASSKEYS_REQUIRED = True
    fay = make_person("Fay", is_staff=True)
    comes_by_provider(signed_in(fay), "fay-there", by=CONNECT)

    response = signed_in(fay).post(CONNECT)

    assertRedirects(response, "/sign-in/more/")


def test_proving_it_once_more_asks_the_provider_to_ask_again(provider: str, ada: Person):
    comes_by_provider(signed_in(ada), "ada-there", by=CONNECT)

    asked = parse_qs(urlsplit(signed_in(ada).post(START)["Location"]).query)

    assert asked["prompt"] == ["login"]
    assert asked["max_age"] == ["0"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["state"]
    assert asked["nonce"]


def test_a_provider_that_did_not_ask_again_proves_nothing(
    provider: str, ada: Person, monkeypatch: pytest.MonkeyPatch
):
    comes_by_provider(signed_in(ada), "ada-there", by=CONNECT)
    monkeypatch.setattr(oidc, "JUST_NOW", -3600)
    browser = signed_in(ada, typed_a_code=timedelta(hours=1))

    comes_by_provider(browser, "ada-there")

    assert browser.get("/mine/download/").status_code == 302


@pytest.mark.parametrize(
    "said", ["", "?error=access_denied", "?code=x&state=y", "?code=x", "?state=\0&code=%ff"]
)
def test_an_answer_that_makes_no_sense_is_answered_in_words(said: str):
    browser = Client()

    response = browser.get(BACK + said)

    assertRedirects(response, "/sign-in/", fetch_redirect_response=False)
    assertContains(browser.get("/sign-in/"), "Keycloak didn&#x27;t sign you in")


def test_an_answer_is_good_once(provider: str):
    knows(provider, "once", email="once@example.org", email_verified=True)
    browser = Client()
    back = urlsplit(signs_in_there(browser.post(START), "once"))
    browser.get(f"{back.path}?{back.query}")
    browser.post("/sign-in/name/", {"name": "Once"})
    browser.post("/sign-out/")

    browser.get(f"{back.path}?{back.query}")

    assert who_is(browser) is None


def test_a_provider_that_is_gone_is_said_in_words(settings: Settings):
    settings.OIDC_ISSUER = "http://localhost:1"
    browser = Client()

    response = browser.post(START)

    assertRedirects(response, "/sign-in/", fetch_redirect_response=False)
    assertContains(browser.get("/sign-in/"), "isn&#x27;t answering")


def test_whoever_begins_too_often_is_told_to_wait(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "PROVIDER", replace(limits.PROVIDER, at_once=1, a_day=1))
    browser = Client()
    assert "state=" in browser.post(START)["Location"]

    response = browser.post(START)

    assertRedirects(response, "/sign-in/", fetch_redirect_response=False)
    assertContains(browser.get("/sign-in/"), "Too many tries. Wait 24 hours")


def test_without_a_provider_nothing_of_it_is_there(settings: Settings, ada: Person):
    settings.OIDC_ISSUER = ""

    assert Client().post(START).status_code == 404
    assert Client().get(BACK).status_code == 404
    assert signed_in(ada).post(CONNECT).status_code == 404
    assertNotContains(Client().get("/sign-in/"), "Keycloak")


def test_it_is_disconnected(provider: str, ada: Person):
    comes_by_provider(signed_in(ada), "ada-there", by=CONNECT)

    signed_in(ada).post("/account/provider/removal/")

    browser = Client()
    comes_by_provider(browser, "ada-there")
    assert who_is(browser) is None
