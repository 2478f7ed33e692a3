"""The page about yourself: your name, and the way out."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertRedirects

from tests.make import make_person, signed_in

pytestmark = pytest.mark.django_db


def test_a_name_can_be_changed():
    ada = make_person("Ada")

    response = signed_in(ada).post("/account/", {"name": "Ada M.", "time_zone": "UTC"})

    assertRedirects(response, "/account/")
    ada.refresh_from_db()
    assert ada.name == "Ada M."


def test_an_address_cannot_be_changed_by_a_forged_form():
    ada = make_person("Ada")

    said = {"name": "Ada", "time_zone": "UTC", "email": "dana@example.org", "is_staff": "1"}
    signed_in(ada).post("/account/", said)

    ada.refresh_from_db()
    assert (ada.email, ada.is_staff) == ("ada@example.org", False)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ada   Lovelace ", "Ada Lovelace"),
        ("Ada\r\nBcc: x@y.z", "Ada Bcc: x@y.z"),
        ("Ada\u2028Ben", "Ada Ben"),
        ("\u202eadA", "adA"),
        ("Māia", "Māia"),
        ("<b>Ada</b>", "<b>Ada</b>"),
    ],
)
def test_a_name_is_one_line_that_can_be_seen(typed: str, kept: str):
    ada = make_person("Ada")

    signed_in(ada).post("/account/", {"name": typed, "time_zone": "UTC"})

    ada.refresh_from_db()
    assert ada.name == kept


def test_a_name_is_text_and_never_a_part_of_the_page():
    ada = make_person("<script>alert(1)</script>", email="ada@example.org")

    response = signed_in(ada).get("/account/")

    assert "<script>alert" not in response.text
    assertContains(response, "&lt;script&gt;alert")


@pytest.mark.parametrize("name", ["", " \t", "x" * 61])
def test_a_name_that_is_none_is_refused_with_a_sentence(name: str):
    response = signed_in(make_person("Ada")).post("/account/", {"name": name, "time_zone": "UTC"})

    assertContains(response, "field__error", status_code=422)


def test_somebody_says_where_they_are():
    ada = make_person("Ada")
    assert ada.time_zone == settings.TIME_ZONE

    signed_in(ada).post("/account/", {"name": "Ada", "time_zone": "Pacific/Auckland"})

    ada.refresh_from_db()
    assert ada.zone.key == "Pacific/Auckland"


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "pacific/auckland"])
def test_a_place_that_is_not_in_the_list_is_refused_with_a_sentence(zone: str):
    ada = make_person("Ada")

    response = signed_in(ada).post("/account/", {"name": "Ada", "time_zone": zone})

    assertContains(response, "field__error", status_code=422)
    ada.refresh_from_db()
    assert ada.time_zone == settings.TIME_ZONE


def test_where_somebody_is_can_be_kept_even_if_no_list_has_it():
    ada = make_person("Ada")
    ada.time_zone = "Etc/GMT+3"
    ada.save()

    response = signed_in(ada).get("/account/")

    assertContains(response, '<option value="Etc/GMT+3" selected>')


def test_the_page_costs_a_fixed_number_of_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
):
    client = signed_in(make_person("Ada"))

    with django_assert_num_queries(2):
        client.get("/account/")


def test_who_can_see_what_is_for_everybody():
    response = Client().get("/who-can-see-what/")

    assertContains(response, "has its key file and wants to, can read what is stored")
    assertContains(response, "steals the database, a backup or a log")


def test_no_page_claims_what_is_not_true():
    text = Client().get("/who-can-see-what/").text.lower()

    assert not [claim for claim in ("end-to-end", "zero knowledge", "anonym") if claim in text]
