"""What somebody proved and did not finish: it waits in their browser, and things change meanwhile."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from levelground.accounts.actions.people import give_address
from levelground.accounts.models import Person
from levelground.live.models import SignIn
from levelground.live.sign_ins import STRANGERS, fingerprint
from levelground.mine.actions.closing import close_account
from levelground.runtime import clock
from tests.make import make_person, signed_in

pytestmark = pytest.mark.django_db
KATE = "kate@example.org"


def asked_for_a_code(email: str = KATE) -> tuple[Client, str]:
    """A browser that waits for the code, and the code."""
    browser = Client()
    browser.post("/sign-in/", {"email": email})
    found = re.search(r"\b\d{6}\b", str(mail.outbox[-1].body))
    assert found
    return browser, found[0]


def at_the_name_page(email: str = KATE) -> Client:
    browser, code = asked_for_a_code(email)
    assert browser.post("/sign-in/code/", {"code": code})["Location"].startswith("/sign-in/name/")
    return browser


def give_name(browser: Client, name: str) -> None:
    browser.post("/sign-in/name/", {"name": name})


def is_in(browser: Client) -> bool:
    return browser.get("/account/").status_code == 200


def test_who_types_a_code_and_gives_a_name_is_in():
    browser = at_the_name_page()
    give_name(browser, "Kate")

    assert is_in(browser)
    assert Person.objects.get(email=KATE).name == "Kate"


def test_a_name_page_that_waited_opens_no_account_that_somebody_has_come_into():
    waiting, owner = at_the_name_page(), at_the_name_page()
    give_name(owner, "Kate")

    give_name(waiting, "Evil")

    assert not is_in(waiting)
    assert Person.objects.get(email=KATE).name == "Kate"
    assert is_in(owner)


def test_a_name_page_that_waited_opens_no_account_that_has_moved():
    waiting, owner = at_the_name_page(), at_the_name_page()
    give_name(owner, "Kate")
    give_address(person=Person.objects.get(email=KATE), email="kate@new.example.org")

    give_name(waiting, "Evil")

    assert not is_in(waiting)


def test_a_name_page_that_waited_opens_no_closed_account():
    waiting = at_the_name_page()
    Person.objects.filter(email=KATE).update(is_active=False)

    give_name(waiting, "Kate")

    assert not is_in(waiting)
    assert Person.objects.get(email=KATE).name == ""


@pytest.mark.parametrize("gone", ["closed", "moved"])
def test_a_right_code_whose_account_is_gone_is_refused_in_words(gone: str):
    person = make_person("Kate")
    browser, code = asked_for_a_code(person.email)
    if gone == "closed":
        close_account(person=person)
    else:
        give_address(person=person, email="kate@new.example.org")

    answer = browser.post("/sign-in/code/", {"code": code}, follow=True)

    assert answer.status_code == 200
    assert not is_in(browser)


def test_what_waits_in_a_strangers_browser_is_gone_within_the_hour():
    """An address and a code are in it."""
    browser, _code = asked_for_a_code()
    key = fingerprint(browser.cookies[django_settings.SESSION_COOKIE_NAME].value)

    row = SignIn.objects.get(pk=key)

    assert row.expire_date <= timezone.now() + STRANGERS
    assert row.person_id is None


def test_control_who_is_signed_in_stays_so():
    browser = signed_in(make_person("Kate"))
    key = fingerprint(browser.cookies[django_settings.SESSION_COOKIE_NAME].value)

    assert SignIn.objects.get(pk=key).expire_date > clock.now() + timedelta(days=13)
