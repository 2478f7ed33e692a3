"""A passkey is made, named, used and removed; and what isn't one, or isn't ours, opens nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from levelground.accounts.models import Person
from levelground.credentials.models import Passkey
from levelground.letters.models import Letter
from levelground.limits.models import Usage
from tests.credentials.authenticator import HERE, Authenticator, make_passkey, use_passkey
from tests.make import make_person, signed_in

pytestmark = pytest.mark.django_db
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1"


@pytest.fixture
def ada() -> Person:
    return make_person("Ada")


@pytest.fixture
def phone(ada: Person) -> Authenticator:
    """Ada's, with her passkey."""
    phone = Authenticator()
    make_passkey(signed_in(ada), phone)
    assert ada.passkeys.count() == 1
    return phone


def who_is(browser: Client) -> int | None:
    said = browser.session.get(SESSION_KEY)
    return int(said) if said else None


def test_somebody_adds_a_passkey_and_is_told(ada: Person):
    browser = signed_in(ada)

    response = make_passkey(browser, Authenticator())

    assertRedirects(response, "/account/sign-in/", fetch_redirect_response=False)
    assertContains(browser.get("/account/sign-in/"), "Added ")
    assert Letter.objects.get().kind == "passkey-added"


def test_it_is_called_after_the_device_it_was_made_on(ada: Person):
    browser = signed_in(ada)
    browser.defaults["HTTP_USER_AGENT"] = SAFARI

    make_passkey(browser, Authenticator())

    assert ada.passkeys.get().name == "Safari on iPhone"


def test_it_signs_in_without_an_address_or_a_code(ada: Person, phone: Authenticator):
    browser = Client()

    response = use_passkey(browser, phone)

    assert response.status_code == 302
    assert who_is(browser) == ada.pk
    assert ada.passkeys.get().used_at


def test_whoever_signs_in_goes_on_where_they_wanted_to(phone: Authenticator):
    response = use_passkey(Client(), phone, next="/who-can-see-what/")

    assert response["Location"] == "/who-can-see-what/"


def test_nobody_is_sent_to_another_site(phone: Authenticator):
    response = use_passkey(Client(), phone, next="https://evil.example/")

    assert response["Location"] == "/"


def test_a_sign_in_gets_a_new_key(phone: Authenticator):
    browser = Client()
    browser.post("/sign-in/passkey/options/", HTTP_HOST=HERE)
    before = browser.session.session_key

    use_passkey(browser, phone)

    assert browser.session.session_key != before


LIES = {
    "another site": {"origin": "https://evil.example"},
    "a neighbour of ours": {"origin": "http://evil.localhost:8000"},
    "a phone that asked for no finger": {"verifies": False},
    "another key": {"_key": Authenticator()._key},
    "another passkey": {"credential_id": b"nobody's"},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_what_is_not_their_passkey_here_lets_nobody_in(phone: Authenticator, lie: dict[str, Any]):
    browser = Client()

    response = use_passkey(browser, replace(phone, **lie))

    assertRedirects(response, "/sign-in/", fetch_redirect_response=False)
    assert who_is(browser) is None


def test_control_the_same_phone_without_a_lie_comes_in(ada: Person, phone: Authenticator):
    browser = Client()

    use_passkey(browser, replace(phone))

    assert who_is(browser) == ada.pk


def test_no_passkey_is_saved_without_a_finger_or_from_elsewhere(ada: Person):
    for lie in ({"verifies": False}, {"origin": "https://evil.example"}):
        make_passkey(signed_in(ada), Authenticator(**lie))

    assert not ada.passkeys.exists()


def test_an_answer_is_good_once_and_in_one_browser(ada: Person, phone: Authenticator):
    browser, thief = Client(), Client()
    options = browser.post("/sign-in/passkey/options/", HTTP_HOST=HERE).json()
    thief.post("/sign-in/passkey/options/", HTTP_HOST=HERE)
    answer = {"credential": json.dumps(phone.use(options))}

    thief.post("/sign-in/passkey/", answer, HTTP_HOST=HERE)
    browser.post("/sign-in/passkey/", answer, HTTP_HOST=HERE)
    again = Client()
    again.cookies["session"] = str(browser.cookies["session"].value)
    browser.post("/sign-out/", HTTP_HOST=HERE)
    browser.post("/sign-in/passkey/", answer, HTTP_HOST=HERE)

    assert who_is(thief) is None
    assert who_is(browser) is None


def test_an_answer_is_good_for_ten_minutes(phone: Authenticator):
    browser = Client()
    options = browser.post("/sign-in/passkey/options/", HTTP_HOST=HERE).json()
    answer = {"credential": json.dumps(phone.use(options))}

    with time_machine.travel(timedelta(minutes=11)):
        browser.post("/sign-in/passkey/", answer, HTTP_HOST=HERE)

    assert who_is(browser) is None


def test_a_copy_of_a_key_that_counts_is_noticed(ada: Person):
    phone = Authenticator(counter=5)
    make_passkey(signed_in(ada), phone)
    copy = replace(phone)
    use_passkey(Client(), phone)
    browser = Client()

    use_passkey(browser, copy)

    assert who_is(browser) is None


def test_whose_account_is_closed_stays_out(ada: Person, phone: Authenticator):
    Person.objects.filter(pk=ada.pk).update(is_active=False)
    browser = Client()

    response = use_passkey(browser, phone)

    assertRedirects(response, "/sign-in/closed/")
    assert who_is(browser) is None


def test_the_sign_in_page_says_the_same_with_and_without_passkeys(phone: Authenticator):
    """What a browser is asked names nobody's passkeys."""
    options = Client().post("/sign-in/passkey/options/", HTTP_HOST=HERE).json()["publicKey"]

    assert options.keys() == {"challenge", "rpId", "userVerification"}
    assert options["userVerification"] == "required"


def test_a_passkey_is_added_only_soon_after_a_proof(ada: Person):
    browser = signed_in(ada, typed_a_code=timedelta(hours=1))

    response = make_passkey(browser, Authenticator())

    assert response["Location"].startswith("/account/again/")
    assert not ada.passkeys.exists()


def test_a_passkey_is_a_proof_as_good_as_a_fresh_code(ada: Person, phone: Authenticator):
    browser = signed_in(ada, typed_a_code=timedelta(hours=1))
    assert browser.get("/mine/download/").status_code == 302

    use_passkey(browser, phone)

    assert browser.get("/mine/download/").status_code == 200


def test_somebody_elses_passkey_proves_nothing_here(phone: Authenticator):
    ben = make_person("Ben")
    browser = signed_in(ben, typed_a_code=timedelta(hours=1))

    use_passkey(browser, phone)

    assert who_is(browser) == ben.pk
    assert browser.get("/mine/download/").status_code == 302


def test_a_passkey_is_one_persons(phone: Authenticator):
    ben = make_person("Ben")

    make_passkey(signed_in(ben), phone)

    assert not ben.passkeys.exists()


def test_it_gets_another_name(ada: Person, phone: Authenticator):
    passkey = ada.passkeys.get()

    signed_in(ada).post(f"/account/passkeys/{passkey.pk}/", {"name": " My\u202e  phone "})

    assert ada.passkeys.get().name == "My phone"


def test_it_is_removed_and_opens_nothing(ada: Person, phone: Authenticator):
    passkey = ada.passkeys.get()

    signed_in(ada).post(f"/account/passkeys/{passkey.pk}/removal/")

    browser = Client()
    use_passkey(browser, phone)
    assert who_is(browser) is None


def test_nobody_removes_or_names_another_persons(ada: Person, phone: Authenticator):
    passkey = ada.passkeys.get()
    browser = signed_in(make_person("Ben"))

    for page in ("", "removal/"):
        answer = browser.post(f"/account/passkeys/{passkey.pk}/{page}", {"name": "Mine"})
        assert answer.status_code == 404

    assert ada.passkeys.get().name == passkey.name


def test_a_passkey_goes_with_its_person(ada: Person, phone: Authenticator):
    signed_in(ada).post("/mine/closing/", {"email": ada.email})

    assert not Passkey.objects.exists()


BROKEN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    part=st.sampled_from(["id", "rawId", "type", "response"]), put=BROKEN, ceremony=st.booleans()
)
@example(part="rawId", put="é", ceremony=False)
@example(part="response", put={}, ceremony=True)
def test_whatever_a_browser_sends_is_answered_in_words(
    phone: Authenticator, ada: Person, part: str, put: object, ceremony: bool
):
    Usage.objects.all().delete()  # as many tries as it takes
    browser = signed_in(ada)
    send = "/account/passkeys/" if ceremony else "/sign-in/passkey/"
    options = browser.post(f"{send}options/", HTTP_HOST=HERE).json()
    answer = (Authenticator().make if ceremony else phone.use)(options) | {part: put}

    response = browser.post(send, {"credential": json.dumps(answer)}, HTTP_HOST=HERE)

    assert response.status_code == 302


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    part=st.sampled_from(["clientDataJSON", "authenticatorData", "signature", "userHandle"]),
    at=st.integers(0, 40),
    to=st.binary(max_size=6),
)
def test_bytes_that_are_not_as_they_should_be_never_break_the_page(
    phone: Authenticator, part: str, at: int, to: bytes
):
    from fido2.utils import websafe_decode, websafe_encode  # noqa: PLC0415

    browser = Client()
    options = browser.post("/sign-in/passkey/options/", HTTP_HOST=HERE).json()
    answer = phone.use(options)
    whole = websafe_decode(answer["response"][part])
    answer["response"][part] = websafe_encode(whole[:at] + to + whole[at + len(to) :])

    response = browser.post("/sign-in/passkey/", {"credential": json.dumps(answer)}, HTTP_HOST=HERE)

    assert response.status_code == 302


def test_no_json_is_answered_in_words_too():
    browser = Client()
    for said in ("", "[", "[" * 9000, "null", "7", '"x"', "{}", "\0"):
        browser.post("/sign-in/passkey/options/", HTTP_HOST=HERE)
        response = browser.post("/sign-in/passkey/", {"credential": said}, HTTP_HOST=HERE)
        assertNotContains(browser.get(response["Location"], HTTP_HOST=HERE), "Traceback")
