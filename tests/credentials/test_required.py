"""Coordinators need more than a code from an email; and what lets them back in when it's lost."""

from __future__ import annotations

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import URLResolver, get_resolver
from pytest_django import Settings
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from levelground.accounts.http import limits
from levelground.accounts.http.sign_ins import signed_in_person
from levelground.accounts.models import Person
from levelground.credentials.http import middleware
from levelground.credentials.models import Identity, RecoveryCode
from levelground.letters.models import Letter
from levelground.live.door import SignedOut
from levelground.live.hub import session_keys_still_good
from tests.credentials.authenticator import Authenticator, make_passkey, use_passkey
from tests.credentials.making import make_passkey as leave_passkey
from tests.make import make_person, make_programme, signed_in

pytestmark = pytest.mark.django_db
MORE = "/sign-in/more/"


@pytest.fixture(autouse=True)
def _required(settings: Settings) -> None:
    settings.PASSKEYS_REQUIRED = True
    cache.clear()


@pytest.fixture
def fay() -> Person:
    return make_person("Fay", is_staff=True)


@pytest.fixture
def gus() -> Person:
    return make_person("Gus", is_staff=True)


@pytest.fixture
def phone(fay: Person) -> Authenticator:
    """Fay's, with her passkey."""
    phone = Authenticator()
    make_passkey(signed_in(fay), phone)
    assert fay.passkeys.count() == 1
    Letter.objects.all().delete()
    mail.outbox.clear()
    return phone


def codes_of(browser: Client) -> list[str]:
    page = browser.post("/account/recovery-codes/").content.decode()
    return re.findall(r"<code>([A-Z2-9-]{19})</code>", page)


def letters() -> list[tuple[str, str]]:
    return [
        (one.kind, str(one.person and one.person.name)) for one in Letter.objects.order_by("pk")
    ]


def pages() -> list[str]:
    """Every address without a place in it."""
    found: list[str] = []

    def look(inside: URLResolver, before: str) -> None:
        for one in inside.url_patterns:
            path = before + str(one.pattern)
            look(one, path) if isinstance(one, URLResolver) else found.append(path)

    look(get_resolver(), "/")
    return sorted({path for path in found if "<" not in path and isinstance(path, str)})


def is_let_through(browser: Client, path: str) -> bool:
    answer = browser.get(path)
    return not (answer.status_code == 302 and answer["Location"].startswith(MORE))


def test_a_code_alone_reaches_no_page_but_those_that_prove_more(fay: Person):
    reached = {path for path in pages() if is_let_through(signed_in(fay), path)}

    assert reached <= {
        "/account/again/", "/account/passkeys/", "/account/passkeys/options/", "/account/provider/",
        "/sign-in/more/",
        "/sign-in/passkey/", "/sign-in/passkey/options/", "/sign-in/provider/",
        "/sign-in/provider/back/", "/sign-in/recovery-code/", "/sign-out/", "/sign-out/everywhere/",
        "/who-can-see-what/",
    }  # fmt: skip
    assert len(pages()) > 40


def test_control_a_page_that_was_forgotten_would_be_noticed(
    fay: Person, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(middleware, "REACHABLE", middleware.REACHABLE | {"programmes:programmes"})

    assert is_let_through(signed_in(fay), "/programmes/")


@pytest.mark.parametrize("path", ["/programmes/", "/forming/", "/picture/", "/", "/mine/download/"])
def test_whoever_coordinates_is_led_to_a_passkey_and_comes_back(fay: Person, path: str):
    response = signed_in(fay).get(path)

    assertRedirects(
        response, f"{MORE}?next={path.replace('/', '%2F')}", fetch_redirect_response=False
    )


def test_nothing_they_send_has_an_effect(fay: Person):
    programme = make_programme(by=fay)

    signed_in(fay).post(f"/programmes/{programme.pk}/", {"name": "Mine"})
    signed_in(fay).post("/account/", {"name": "Eve", "time_zone": "UTC"})

    assert Person.objects.get(pk=fay.pk).name == "Fay"


def test_no_page_of_theirs_hears_ticks(fay: Person):
    key = str(signed_in(fay).session.session_key)

    with pytest.raises(SignedOut):
        signed_in_person(key)


def test_members_come_in_with_a_code_as_before():
    assert signed_in(make_person("Ada")).get("/account/").status_code == 200


def test_where_it_is_not_required_a_code_is_enough(fay: Person, settings: Settings):
    settings.PASSKEYS_REQUIRED = False

    assert signed_in(fay).get("/programmes/").status_code == 200


def test_somebody_who_becomes_a_coordinator_is_held_back_at_once():
    ada = make_person("Ada")
    browser = signed_in(ada)

    call_command("make_coordinator", ada.email, "--keep")

    assert browser.get("/programmes/")["Location"].startswith(MORE)


@pytest.fixture
def wendy(settings: Settings) -> Person:
    """A member, in whose name somebody who read her mail has left ways in."""
    settings.OIDC_ISSUER = "https://id.example.org"
    wendy = make_person("Wendy", email="wendy@example.org")
    leave_passkey(wendy)
    RecoveryCode.objects.create(person=wendy, fingerprint="0" * 64)
    Identity.objects.create(person=wendy, issuer=settings.OIDC_ISSUER, subject="eve")
    return wendy


def ways_in(person: Person) -> list[int]:
    return [kept.count() for kept in (person.passkeys, person.recovery_codes, person.identities)]


def becomes_coordinator(person: Person, *how: str) -> str:
    said = StringIO()
    call_command("make_coordinator", person.email, *how, stdout=said)
    return said.getvalue()


def test_what_was_left_on_a_member_opens_nothing_once_she_coordinates(wendy: Person, gus: Person):
    thief = signed_in(wendy)
    key = str(thief.session.session_key)

    said = becomes_coordinator(wendy)

    assert ways_in(wendy) == [0, 0, 0]
    assert session_keys_still_good([key]) == set(), "its open pages hear nothing more"
    assert thief.get("/account/").status_code == 302
    make_passkey(signed_in(wendy), Authenticator())
    assert wendy.passkeys.count() == 1, "her own, with a code from her mail"
    assert "were removed" in said
    assert "signed out everywhere" in said
    assert letters() == [("you-coordinate", "Wendy"), ("passkey-added", "Wendy")]
    assert "Sign in with a 6-digit code, then add a passkey." in str(mail.outbox[0].body)


def test_what_is_known_to_be_hers_is_kept(wendy: Person):
    browser = signed_in(wendy)

    said = becomes_coordinator(wendy, "--keep")

    assert ways_in(wendy) == [1, 1, 1]
    assert session_keys_still_good([str(browser.session.session_key)])
    assert "stay" in said
    assert letters() == [("you-coordinate", "Wendy")]
    assert "removed" not in str(mail.outbox[0].body)


def test_whoever_coordinates_already_loses_nothing(fay: Person, phone: Authenticator):
    said = becomes_coordinator(fay)

    assert fay.passkeys.count() == 1
    assert "already" in said
    assert letters() == []


def test_no_longer_coordinating_takes_nothing_along(fay: Person, phone: Authenticator):
    becomes_coordinator(fay, "--no-longer")

    assert not Person.objects.get(pk=fay.pk).is_staff
    assert fay.passkeys.count() == 1


def test_the_first_passkey_lets_them_in_and_leads_to_recovery_codes(fay: Person):
    browser = signed_in(fay)
    assertContains(browser.get(MORE), "Add a passkey")

    response = make_passkey(browser, Authenticator())

    assertRedirects(response, "/account/recovery-codes/")
    assert browser.get("/programmes/").status_code == 200


def test_a_passkey_signs_a_coordinator_in(phone: Authenticator):
    browser = Client()

    use_passkey(browser, phone)

    assert browser.get("/programmes/").status_code == 200


def test_after_a_code_the_passkey_is_what_is_missing(fay: Person, phone: Authenticator):
    browser = signed_in(fay)
    assertContains(browser.get(MORE), "Use a passkey")

    response = use_passkey(browser, phone, next="/programmes/")

    assertRedirects(response, "/programmes/")


def test_a_code_adds_no_second_passkey(fay: Person, phone: Authenticator):
    """Whoever reads somebody's mail would otherwise add their own."""
    response = make_passkey(signed_in(fay), Authenticator())

    assertRedirects(response, MORE)
    assert fay.passkeys.count() == 1


def test_a_code_gets_no_recovery_codes(fay: Person, phone: Authenticator):
    assert not codes_of(signed_in(fay))
    assert not fay.recovery_codes.exists()


def test_a_fresh_code_is_no_fresh_proof_for_them(fay: Person, phone: Authenticator):
    """Signed in by passkey long ago, on a laptop on which their mail is open too."""
    browser = Client()
    use_passkey(browser, phone)
    session = browser.session
    session["levelground_proofs"]["at"] = dict.fromkeys(session["levelground_proofs"]["at"], 0.0)
    session["account_authentication_methods"] = signed_in(fay).session[
        "account_authentication_methods"
    ]
    session["account_authentication_methods_user"] = str(fay.pk)
    session.save()

    again = browser.get("/mine/download/")
    page = browser.get("/account/again/")
    browser.post("/account/again/", {"send": "1"})

    assert again["Location"].startswith("/account/again/")
    assertContains(page, "Use a passkey")
    assertNotContains(page, "Send me the figures")
    assert not any("figures" in one.subject for one in mail.outbox)
    use_passkey(browser, phone)
    assert browser.get("/mine/download/").status_code == 200


def test_the_last_passkey_of_a_coordinator_stays(fay: Person, phone: Authenticator):
    browser = Client()
    use_passkey(browser, phone)

    browser.post(f"/account/passkeys/{fay.passkeys.get().pk}/removal/")

    assert fay.passkeys.count() == 1


def test_there_are_ten_codes_shown_once_and_kept_as_fingerprints(fay: Person):
    browser = signed_in(fay)
    make_passkey(browser, Authenticator())

    codes = codes_of(browser)

    assert len(set(codes)) == 10
    assertNotContains(browser.get("/account/recovery-codes/"), codes[0])
    kept = " ".join(RecoveryCode.objects.values_list("fingerprint", flat=True))
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)


def test_a_code_lets_them_in_once_and_everybody_is_told(
    fay: Person, gus: Person, phone: Authenticator
):
    browser = Client()
    use_passkey(browser, phone)
    code = codes_of(browser)[0]
    Letter.objects.all().delete()
    mail.outbox.clear()
    lost, thief = signed_in(fay), signed_in(fay)

    response = lost.post("/sign-in/recovery-code/", {"code": f" {code.lower().replace('-', ' ')}"})
    second = thief.post("/sign-in/recovery-code/", {"code": code})

    assertRedirects(response, "/account/sign-in/")
    assert lost.get("/programmes/").status_code == 200
    assert second.status_code == 422
    assert not is_let_through(thief, "/programmes/")
    assert letters() == [
        ("recovery-code-used", "Fay"),
        ("recovery-notice", "Gus"),
    ]
    assert "Fay" in mail.outbox[1].subject
    assert code not in "".join(str(one.body) for one in mail.outbox)
    assert fay.recovery_codes.count() == 9
    make_passkey(lost, Authenticator())
    assert fay.passkeys.count() == 2


def test_new_codes_end_the_old_ones(fay: Person, phone: Authenticator):
    browser = Client()
    use_passkey(browser, phone)
    old = codes_of(browser)[0]
    codes_of(browser)

    assert signed_in(fay).post("/sign-in/recovery-code/", {"code": old}).status_code == 422
    assert fay.recovery_codes.count() == 10


def test_codes_are_not_tried_one_after_the_other(fay: Person, phone: Authenticator):
    browser = Client()
    use_passkey(browser, phone)
    code = codes_of(browser)[0]
    thief = signed_in(fay)

    for _try in range(limits.SIGNED_IN_TRIES.at_once):
        assert thief.post("/sign-in/recovery-code/", {"code": "AAAA"}).status_code == 422

    assert thief.post("/sign-in/recovery-code/", {"code": code}).status_code == 429
    assert fay.recovery_codes.count() == 10


def test_nobody_uses_another_persons_code(fay: Person, gus: Person, phone: Authenticator):
    browser = Client()
    use_passkey(browser, phone)
    code = codes_of(browser)[0]
    make_passkey(signed_in(gus), Authenticator())

    response = signed_in(gus).post("/sign-in/recovery-code/", {"code": code})

    assert response.status_code == 422


def test_the_operator_resets_and_everybody_is_told(fay: Person, gus: Person, phone: Authenticator):
    browser = Client()
    use_passkey(browser, phone)
    codes_of(browser)
    Letter.objects.all().delete()

    call_command("reset_passkeys", fay.email.upper())

    assert not fay.passkeys.exists()
    assert not fay.recovery_codes.exists()
    assert browser.get("/account/").status_code == 302
    assert letters() == [("passkeys-reset", "Fay"), ("reset-notice", "Gus")]
    assertContains(signed_in(fay).get(MORE), "Add a passkey")


def test_the_operator_is_told_of_a_wrong_address():
    with pytest.raises(CommandError):
        call_command("reset_passkeys", "nobody@example.org")


def test_a_code_of_long_ago_sets_nothing_up(fay: Person):
    browser = signed_in(fay, typed_a_code=timedelta(hours=1))

    assertContains(browser.get(MORE), "/account/again/")
    assert make_passkey(browser, Authenticator())["Location"].startswith("/account/again/")
