"""A person's calendar address: secret, shown once, revocable, and what it serves (goal S14)."""

from __future__ import annotations

import logging
import re

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from levelground.accounts.models import Person
from levelground.schedule.actions import cancel_date, move_date
from levelground.schedule.models import Date, Feed
from tests.make import Cast, leave, make_dates, make_group, signed_in
from tests.schedule.making import nth_date, place_of, read_by_others


def make_address(person: Person) -> str:
    found = re.search(r"(/calendar/[\w-]+\.ics)", signed_in(person).post("/calendar/").text)
    assert found
    return found[1]


def test_it_is_shown_once_and_kept_as_a_fingerprint_only(dated: Cast):
    address = make_address(dated.ada)
    secret = address.removeprefix("/calendar/").removesuffix(".ics")

    assert len(secret) == 43  # 256 bits
    assertNotContains(signed_in(dated.ada).get("/calendar/"), secret)
    assert secret not in str(Feed.objects.values())


def test_it_serves_all_dates_of_all_own_groups_without_a_sign_in(dated: Cast):
    second = make_group(name="Second", people=[dated.ada])
    make_dates(second, zone="Europe/Berlin")
    make_dates(dated.other_group)
    response = Client().get(make_address(dated.ada))

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    found = [when for when, _status in read_by_others(response.text)]
    expected = Date.objects.exclude(schedule__group=dated.other_group)
    assert found == list(expected.order_by("starts_at").values_list("starts_at", flat=True))


def test_what_was_moved_or_cancelled_is_so_in_the_calendar(dated: Cast):
    moved, off = nth_date(dated.group, 1), nth_date(dated.group, 2)
    move_date(date=moved, starts_at=moved.starts_at.replace(hour=8))
    cancel_date(date=off)
    found = dict(read_by_others(Client().get(make_address(dated.ada)).text))

    assert found[moved.starts_at.replace(hour=8)] == "CONFIRMED"
    assert moved.starts_at not in found
    assert found[off.starts_at] == "CANCELLED"


def test_it_says_nothing_of_anybody(dated: Cast):
    text = Client().get(make_address(dated.ada)).text

    assert "SUMMARY:Peer group" in text
    for name in ("Tuesday group", "Ada", "Ben", "Cai", "example.org"):
        assert name not in text.replace("levelground.example.org", "")


def test_a_new_address_closes_the_old_one(dated: Cast):
    old, new = make_address(dated.ada), make_address(dated.ada)

    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200


def test_switched_off_it_opens_nothing(dated: Cast):
    address = make_address(dated.ada)
    signed_in(dated.ada).post("/calendar/off/")

    assert Client().get(address).status_code == 404
    assertContains(signed_in(dated.ada).get("/calendar/"), "Make my address")


def test_a_closed_account_has_no_calendar(dated: Cast):
    address = make_address(dated.ada)
    dated.ada.is_active = False
    dated.ada.save()

    assert Client().get(address).status_code == 404


def test_whoever_leaves_a_group_sees_its_dates_no_more(dated: Cast):
    address = make_address(dated.ada)
    leave(place_of(dated.ada, dated.group))

    assert not read_by_others(Client().get(address).text)


def test_nobody_keeps_it_on_the_way(dated: Cast):
    """Decided: always fetched whole, so that a date that is off is off everywhere at once."""
    response = Client().get(make_address(dated.ada))

    assert response["Cache-Control"] == "no-store, private"
    assert "ETag" not in response


def test_no_secret_is_in_the_logs(dated: Cast, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    address = make_address(dated.ada)
    Client().get(address)
    Client().get(address.replace(".ics", "x.ics"))

    from levelground.config.logs import Formatter  # noqa: PLC0415

    lines = [Formatter("{message}", style="{").format(record) for record in caplog.records]
    secret = address.removeprefix("/calendar/").removesuffix(".ics")
    assert not [line for line in lines if secret in line]


def test_guessing_is_slowed_down(dated: Cast):
    cache.clear()
    answers = [Client().get(f"/calendar/{number:043}.ics").status_code for number in range(130)]
    cache.clear()

    assert answers[:120] == [404] * 120
    assert answers[120:] == [429] * 10


@pytest.mark.parametrize("groups", [1, 3])
def test_more_groups_cost_no_more_queries(
    dated: Cast, groups: int, django_assert_max_num_queries: DjangoAssertNumQueries
):
    for number in range(groups):
        make_dates(make_group(name=f"Group {number}", people=[dated.ada]))
    address = make_address(dated.ada)

    with django_assert_max_num_queries(4):
        Client().get(address)
