"""ID tokens that a provider didn't sign, or not for us, or not for this sign-in: they let nobody in."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from authlib.integrations.django_client import DjangoOAuth2App
from authlib.oidc.core import CodeIDToken
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.test import Client
from joserfc import jwt
from joserfc.jwk import RSAKey
from pytest_django import Settings
from pytest_django.asserts import assertRedirects

from levelground.accounts.http.proofs import SINGLE_SIGN_ON
from levelground.accounts.models import Person
from levelground.audit.models import Entry
from levelground.core.audit import EntryKind
from levelground.credentials.http import oidc
from levelground.credentials.models import Identity
from tests.make import make_person

pytestmark = pytest.mark.django_db
ISSUER = "https://id.example.org"
ACCESS = "an-access-token-that-nobody-should-see"
METADATA = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/keys",
    "id_token_signing_alg_values_supported": ["RS256"],
}
OURS = RSAKey.generate_key(2048, {"kid": "one"})  # the provider's
ANOTHER = RSAKey.generate_key(2048, {"kid": "one"})


@pytest.fixture(autouse=True)
def _provider(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One that we are ourselves: what it says of itself, and its key."""
    settings.OIDC_ISSUER = ISSUER
    settings.OIDC_CLIENT_ID = "level-ground"
    settings.OIDC_CLIENT_SECRET = "s" * 20
    keys = {"keys": [OURS.as_dict(private=False)]}
    monkeypatch.setattr(DjangoOAuth2App, "load_server_metadata", lambda _self: METADATA)
    monkeypatch.setattr(DjangoOAuth2App, "fetch_jwk_set", lambda _self, force=False: keys)
    cache.clear()
    oidc._client_of.cache_clear()
    yield
    oidc._client_of.cache_clear()


@pytest.fixture
def ada() -> Person:
    person = make_person("Ada")
    Identity.objects.create(person=person, issuer=ISSUER, subject="ada-there")
    return person


def signed(claims: dict[str, Any], key: RSAKey = OURS) -> str:
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)


def unsigned(claims: dict[str, Any]) -> str:
    return f"{_part({'alg': 'none'})}.{_part(claims)}."


def changed(claims: dict[str, Any]) -> str:
    """Signed for somebody else, and then made out to be Ada's."""
    header, _claims, signature = signed(claims | {"sub": "eve"}).split(".")
    return f"{header}.{_part(claims)}.{signature}"


def of_no_sign_in(claims: dict[str, Any]) -> str:
    return signed({name: said for name, said in claims.items() if name != "nonce"})


def _part(said: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


def comes_back(browser: Client, monkeypatch: pytest.MonkeyPatch, **lie: Any) -> Any:
    """Somebody signs in, and the provider's answer is one with this lie in it."""
    asked = parse_qs(urlsplit(browser.post("/sign-in/provider/")["Location"]).query)
    sign, more = lie.pop("sign", signed), lie.pop("more", {})
    now = int(time.time())
    claims = {
        "iss": ISSUER,
        "aud": "level-ground",
        "sub": "ada-there",
        "nonce": asked["nonce"][0],
        "iat": now,
        "exp": now + 300,
        **lie,
    }
    token = {"access_token": ACCESS, "token_type": "Bearer", "id_token": sign(claims)}
    monkeypatch.setattr(DjangoOAuth2App, "fetch_access_token", lambda _self, **_asked: token)
    monkeypatch.setattr(
        DjangoOAuth2App, "userinfo", lambda _self, **_asked: {"sub": claims["sub"], **more}
    )
    return browser.get("/sign-in/provider/back/", {"code": "x", "state": asked["state"][0]})


LIES: dict[str, dict[str, Any]] = {
    "not signed": {"sign": unsigned},
    "signed by somebody else": {"sign": lambda claims: signed(claims, ANOTHER)},
    "changed after it was signed": {"sign": changed},
    "of no sign-in": {"sign": of_no_sign_in},
    "of another sign-in": {"nonce": "another"},
    "for another client": {"aud": "somebody-else"},
    "of another issuer": {"iss": "https://evil.example"},
    "too old": {"iat": 1_000_000_000, "exp": 1_000_000_300},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_an_id_token_with_a_lie_in_it_lets_nobody_in(
    ada: Person, monkeypatch: pytest.MonkeyPatch, lie: dict[str, Any]
):
    browser = Client()

    response = comes_back(browser, monkeypatch, **lie)

    assertRedirects(response, "/sign-in/", fetch_redirect_response=False)
    assert SESSION_KEY not in browser.session


def test_what_single_sign_on_refused_is_in_the_security_log(
    ada: Person, monkeypatch: pytest.MonkeyPatch
):
    comes_back(Client(), monkeypatch, aud="somebody-else")

    [entry] = Entry.objects.filter(kind=EntryKind.REFUSED)
    assert entry.act == SINGLE_SIGN_ON


@pytest.mark.parametrize(
    "listed", [["none"], ["none", "RS256"], ["HS256"]], ids=["none", "none too", "by our secret"]
)
def test_a_provider_that_says_it_does_not_sign_is_not_believed(
    ada: Person, monkeypatch: pytest.MonkeyPatch, listed: list[str]
):
    described = METADATA | {"id_token_signing_alg_values_supported": listed}
    monkeypatch.setattr(DjangoOAuth2App, "load_server_metadata", lambda _self: described)
    browser = Client()
    if "RS256" in listed:
        comes_back(browser, monkeypatch, sign=unsigned)
    else:
        assert browser.post("/sign-in/provider/")["Location"] == "/sign-in/"

    assert SESSION_KEY not in browser.session


def test_a_description_of_another_provider_is_not_believed(monkeypatch: pytest.MonkeyPatch):
    described = METADATA | {"issuer": "https://evil.example"}
    monkeypatch.setattr(DjangoOAuth2App, "load_server_metadata", lambda _self: described)

    assert Client().post("/sign-in/provider/")["Location"] == "/sign-in/"


@pytest.mark.parametrize(
    "said",
    [True, None, -1, 10**12, 10**400, float("nan")],
    ids=["true", "none", "before all", "milliseconds", "endless", "no number"],
)
def test_a_time_that_is_none_is_no_proof_and_no_fault(
    ada: Person, monkeypatch: pytest.MonkeyPatch, said: object
):
    browser = Client()

    comes_back(browser, monkeypatch, auth_time=said)

    assert not is_fresh_in(browser, ada)


@pytest.mark.parametrize(("ago", "fresh"), [(0, True), (3600, False), (-60, True), (-3600, False)])
def test_coming_in_by_the_provider_is_as_fresh_as_it_says(
    ada: Person, monkeypatch: pytest.MonkeyPatch, ago: int, fresh: bool
):
    """Else signing out and in again would pass for proving it once more."""
    browser = Client()

    comes_back(browser, monkeypatch, auth_time=int(time.time()) - ago)

    assert is_fresh_in(browser, ada) is fresh


@pytest.mark.parametrize(
    "say", [lambda: "soon", lambda: [1], time.time], ids=["word", "list", "now"]
)
def test_a_time_that_is_not_signed_is_not_read(
    ada: Person, monkeypatch: pytest.MonkeyPatch, say: Callable[[], object]
):
    browser = Client()

    comes_back(browser, monkeypatch, more={"auth_time": say()})

    assert not is_fresh_in(browser, ada)


def is_fresh_in(browser: Client, person: Person) -> bool:
    assert browser.session[SESSION_KEY] == str(person.pk)
    return browser.get("/mine/download/").status_code == 200


def test_control_the_same_without_a_lie_lets_them_in(ada: Person, monkeypatch: pytest.MonkeyPatch):
    browser = Client()

    comes_back(browser, monkeypatch)

    assert browser.session[SESSION_KEY] == str(ada.pk)


def test_control_a_token_that_nobody_checks_would_let_them_in(
    ada: Person, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(CodeIDToken, "validate", lambda *_what, **_how: None)
    browser = Client()

    comes_back(browser, monkeypatch, aud="somebody-else")

    assert browser.session[SESSION_KEY] == str(ada.pk)


def test_tokens_are_kept_nowhere_and_reach_no_browser(ada: Person, monkeypatch: pytest.MonkeyPatch):
    browser = Client()

    response = comes_back(browser, monkeypatch)

    assert browser.session[SESSION_KEY] == str(ada.pk)
    told = [response.serialize().decode(), str(response.cookies), str(dict(browser.session))]
    assert not [one for one in told if ACCESS in one or "eyJ" in one]
