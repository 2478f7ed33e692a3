"""Signing in: an address, a letter, six figures; for new people a name. No password anywhere."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from levelground.accounts.actions.people import forget_unfinished
from levelground.accounts.forms import AddressForm
from levelground.accounts.models import Person
from levelground.letters.models import Letter
from levelground.runtime import clock
from tests.make import make_person, signed_in

pytestmark = pytest.mark.django_db


def ask(client: Client, email: str, *, back_to: str = "") -> Any:
    return client.post("/sign-in/", {"email": email} | ({"next": back_to} if back_to else {}))


def figures() -> str:
    """The code in the newest letter."""
    found = re.search(r"^\d+$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found, "there is no code in the letter"
    return found[0]


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


# The way in


def test_who_types_the_code_is_in():
    make_person("Ada")
    client = Client()

    assertRedirects(ask(client, "ada@example.org"), "/sign-in/code/")
    response = client.post("/sign-in/code/", {"code": figures()})

    assertRedirects(response, "/")
    assert is_in(client)
    assert len(mail.outbox) == 1, "one letter is enough"


def test_letters_of_an_address_may_be_large_or_small():
    ada = make_person("Ada")
    client = Client()

    ask(client, "ADA@Example.org")
    client.post("/sign-in/code/", {"code": figures()})

    assert is_in(client)
    assert Person.objects.get() == ada


def test_the_code_has_six_figures_and_may_be_typed_with_a_gap():
    make_person("Ada")
    client = Client()
    ask(client, "ada@example.org")
    code = figures()

    client.post("/sign-in/code/", {"code": f" {code[:3]} {code[3:]} "})

    assert re.fullmatch(r"\d{6}", code)
    assert is_in(client)


def test_codes_differ():
    make_person("Ada")
    codes = set()
    for _ in range(3):
        ask(Client(), "ada@example.org")
        codes.add(figures())

    assert len(codes) == 3


def test_somebody_new_is_asked_their_name_and_is_then_in():
    client = Client()

    ask(client, "new@example.org", back_to="/account/")
    response = client.post("/sign-in/code/", {"code": figures(), "next": "/account/"})

    assertRedirects(response, "/sign-in/name/", fetch_redirect_response=False)
    assert not is_in(client), "nobody is in without a name"
    assertContains(client.get("/sign-in/name/"), "What shall the others call you?")
    assertRedirects(client.post("/sign-in/name/", {"name": "Moana"}), "/account/")
    assert is_in(client)
    assert Person.objects.get().name == "Moana"


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u200d", "x" * 61])
def test_a_name_must_be_one(name: str):
    client = Client()
    ask(client, "new@example.org")
    client.post("/sign-in/code/", {"code": figures()})

    response = client.post("/sign-in/name/", {"name": name})

    assert response.status_code == 422
    assert not is_in(client)


def test_the_name_page_is_only_for_those_who_typed_a_code():
    assertRedirects(Client().get("/sign-in/name/"), "/sign-in/")
    assertRedirects(Client().post("/sign-in/name/", {"name": "Moana"}), "/sign-in/")
    assert not Person.objects.exists()


def test_sign_in_comes_back_to_where_somebody_wanted_to_go():
    make_person("Ada")
    client = Client()

    response = client.get("/groups/new/", follow=True)
    assertContains(response, 'name="next" value="/groups/new/"')
    ask(client, "ada@example.org", back_to="/groups/new/")
    assertContains(client.get("/sign-in/code/?next=/groups/new/"), 'value="/groups/new/"')
    response = client.post("/sign-in/code/", {"code": figures(), "next": "/groups/new/"})

    assertRedirects(response, "/groups/new/")


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:1"])
def test_sign_in_leads_nowhere_else(elsewhere: str):
    make_person("Ada")
    client = Client()
    ask(client, "ada@example.org", back_to=elsewhere)

    response = client.post("/sign-in/code/", {"code": figures(), "next": elsewhere})

    assert response["Location"] == "/"


def test_a_mistyped_address_can_be_typed_again():
    make_person("Ada")
    client = Client()
    ask(client, "adda@example.org")

    assertContains(client.get("/sign-in/"), "Your e-mail address")
    ask(client, "ada@example.org")
    client.post("/sign-in/code/", {"code": figures()})

    assert is_in(client)


def test_signing_out_takes_a_post():
    client = signed_in(make_person("Ada"))

    assert client.get("/sign-out/").status_code == 405
    assert is_in(client)
    assertRedirects(client.post("/sign-out/"), "/")
    assert not is_in(client)
    assertRedirects(client.post("/sign-out/"), "/")


def test_a_closed_account_stays_closed():
    make_person("Ada")
    Person.objects.update(is_active=False)
    client = Client()

    assertRedirects(ask(client, "ada@example.org"), "/sign-in/code/")

    assert not re.search(r"\d{6}", str(mail.outbox[0].body))
    assert Person.objects.count() == 1


def test_a_closed_account_is_out_at_once():
    ada = make_person("Ada")
    client = signed_in(ada)
    assert is_in(client)

    Person.objects.update(is_active=False)

    assert not is_in(client)


def test_the_page_does_not_wait_for_the_mail_server(settings: Settings):
    settings.OUTBOX_BACKEND = "tests.letters.at_once.AwayBackend"
    client = Client()

    assertRedirects(ask(client, "ada@example.org"), "/sign-in/code/")

    assertContains(client.get("/sign-in/code/"), "No email?")
    assert Letter.objects.waiting().short_lived().count() == 1


# What a mail scanner, a guesser or a stranger can do


def test_looking_changes_nothing():
    """Mail scanners open every link in a letter, and there is none; pages may be opened at will."""
    make_person("Ada")
    client = Client()
    ask(client, "ada@example.org")
    letter = str(mail.outbox[0].body)
    before = dict(client.session)

    for path in ("/sign-in/", "/sign-in/code/", f"/sign-in/code/?code={figures()}", "/sign-out/"):
        for method in ("get", "head", "options"):
            getattr(client, method)(path)

    assert "http" not in letter
    assert dict(client.session) == before
    client.post("/sign-in/code/", {"code": figures()})
    assert is_in(client)


def test_a_code_is_good_once():
    make_person("Ada")
    client = Client()
    ask(client, "ada@example.org")
    code = figures()
    client.post("/sign-in/code/", {"code": code})
    client.post("/sign-out/")

    client.post("/sign-in/code/", {"code": code})

    assert not is_in(client)


def test_a_code_is_good_only_where_it_was_asked_for():
    make_person("Ada")
    client = Client()
    ask(Client(), "ada@example.org")

    client.post("/sign-in/code/", {"code": figures()})

    assert not is_in(client)


def test_a_code_is_good_for_ten_minutes():
    make_person("Ada")
    for minutes, good in ((9, True), (11, False)):
        client = Client()
        ask(client, "ada@example.org")
        with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False):
            client.post("/sign-in/code/", {"code": figures()})
            assert is_in(client) is good


def test_three_wrong_tries_end_a_code():
    make_person("Ada")
    client = Client()
    ask(client, "ada@example.org")
    code = figures()

    for _ in range(2):
        assertContains(client.post("/sign-in/code/", {"code": other_than(code)}), "not the figures")
    response = client.post("/sign-in/code/", {"code": other_than(code)}, follow=True)
    assertContains(response, "ask for a new code")
    client.post("/sign-in/code/", {"code": code})

    assert not is_in(client)


def test_new_figures_replace_the_old_ones():
    make_person("Ada")
    client = Client()
    ask(client, "ada@example.org")
    old = figures()

    client.post("/sign-in/code/", {"action": "resend"})

    client.post("/sign-in/code/", {"code": old})
    assert not is_in(client)
    client.post("/sign-in/code/", {"code": figures()})
    assert is_in(client)


def asked(email: str) -> tuple[object, ...]:
    """Everything that somebody who types an address gets to see."""
    client = Client()
    mail.outbox.clear()
    answers: list[Any] = [
        ask(client, email),
        client.get("/sign-in/code/"),
        client.post("/sign-in/code/", {"code": "12x456"}),
        client.post("/sign-in/code/", {"action": "resend"}),
        client.get("/sign-in/code/"),
        client.post("/sign-in/code/", {"code": "12x456"}),
        client.post("/sign-in/code/", {"code": "12x456"}),
    ]
    seen = [
        (
            answer.status_code,
            sorted(answer.headers),
            answer.headers.get("Location"),
            re.sub(r'nonce="[^"]*"|value="\w{64}"|csrftoken": "\w{64}"', "", answer.text),
        )
        for answer in answers
    ]
    return (*seen, sorted(client.cookies))


@pytest.mark.parametrize("is_open", [True, False])
def test_a_stranger_cannot_find_out_who_has_an_account(settings: Settings, *, is_open: bool):
    settings.SIGN_UP_OPEN = is_open
    make_person("Ada", email="known@example.org")
    make_person("Ben", email="leftt@example.org")
    Person.objects.filter(name="Ben").update(is_active=False)

    known, inactive, unknown = (
        str(asked(f"{who}@example.org")).replace(who, "-----")
        for who in ("known", "leftt", "never")
    )

    assert known == unknown
    assert known == inactive


def test_control_an_answer_that_tells_is_noticed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    settings.SIGN_UP_OPEN = False
    make_person("Ada", email="known@example.org")

    def tells(form: AddressForm) -> str:
        email: str = usual(form)
        if not form._user:
            raise ValidationError("There is no account for this address.")
        return email

    usual = AddressForm.clean_email
    monkeypatch.setattr(AddressForm, "clean_email", tells)

    known, unknown = (
        str(asked(f"{who}@example.org")).replace(who, "-----") for who in ("known", "never")
    )

    assert known != unknown


def test_open_houses_send_known_and_new_people_the_same_letter():
    make_person("Ada")
    ask(Client(), "ada@example.org")
    ask(Client(), "new@example.org")

    known, new = mail.outbox
    hide = re.compile(r"\d{6}")
    assert known.subject == new.subject
    assert hide.sub("", str(known.body)) == hide.sub("", str(new.body))


def test_closed_houses_let_no_new_people_in(settings: Settings):
    settings.SIGN_UP_OPEN = False
    client = Client()

    assertRedirects(ask(client, "new@example.org"), "/sign-in/code/")

    assert not re.search(r"\d{6}", str(mail.outbox[0].body))
    assertNotContains(client.get("/sign-in/code/"), "invit")
    assert not Person.objects.exists()


def test_who_never_typed_their_code_is_forgotten_after_a_day():
    ask(Client(), "never@example.org")
    make_person("Ada")  # she has a name, and has not signed in yet

    assert forget_unfinished(clock.now()) == 0
    assert forget_unfinished(clock.now() + timedelta(days=1, minutes=1)) == 1
    assert Person.objects.get().name == "Ada"


def test_nobody_has_a_password():
    assert not make_person("Ada").has_usable_password()
    assert "password" not in Client().get("/sign-in/").text.replace("There is no password", "")
    assert (
        django_settings.PASSWORD_HASHERS
    )  # the field exists, and nothing can be typed that fits it
