"""A sign-in works as Django's do, and the database does not hold what it works with."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from levelground.live.hub import session_keys_still_good
from levelground.live.models import SignIn
from levelground.live.sign_ins import SessionStore, fingerprint
from tests.make import make_person, signed_in

pytestmark = pytest.mark.django_db


def key_of(client: Client) -> str:
    return str(client.session.session_key)


def test_what_is_kept_is_there_again():
    store = SessionStore()
    store["colour"] = "blue"
    store.save()

    assert SessionStore(store.session_key)["colour"] == "blue"


def test_the_database_does_not_hold_the_key():
    client = signed_in(make_person("Ada"))

    row = SignIn.objects.get()

    assert row.session_key == fingerprint(key_of(client))
    assert key_of(client) not in row.session_key + row.session_data


def test_what_is_in_the_database_lets_nobody_in():
    signed_in(make_person("Ada"))
    thief = Client()

    thief.cookies["session"] = SignIn.objects.get().session_key

    assert thief.get("/account/").status_code == 302


def test_who_signs_out_is_out():
    client = signed_in(make_person("Ada"))
    key = key_of(client)

    client.post("/sign-out/")

    assert not SignIn.objects.exists()
    assert not session_keys_still_good([key])


def test_a_key_that_is_changed_is_good_no_more():
    store = SessionStore()
    store["colour"] = "blue"
    store.save()
    before = str(store.session_key)

    store.cycle_key()

    assert not SessionStore(before).load()
    assert SessionStore(store.session_key)["colour"] == "blue"
    assert SignIn.objects.count() == 1


def test_what_is_over_is_over():
    client = signed_in(make_person("Ada"))
    SignIn.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    assert client.get("/account/").status_code == 302
    assert not session_keys_still_good([key_of(client)])


def test_those_with_an_open_line_are_found_by_their_keys():
    ada, ben = signed_in(make_person("Ada")), signed_in(make_person("Ben"))

    assert session_keys_still_good([key_of(ada), "nobody's", key_of(ben)]) == {
        key_of(ada),
        key_of(ben),
    }
