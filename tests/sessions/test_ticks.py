"""What a page asks for whose open line is down."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.make import signed_in
from tests.room import Room, person, without_chance


def test_it_says_where_things_are_and_what_time_it_is(running: Room):
    running.session.refresh_from_db()

    said = running.get("Ada", "ticks/").json()

    assert said["version"] == running.session.version
    assert said["news"] is True
    assert said["now"] == 1772452800000


def test_there_is_news_only_since_what_the_page_shows(running: Room):
    version = running.get("Ada", "ticks/").json()["version"]

    def news(since: int) -> object:
        return running.get("Ada", f"ticks/?since={since}").json()["news"]

    assert [news(version - 1), news(version), news(version + 1)] == [True, False, False]


@pytest.mark.parametrize(
    "since", ["", "x", "-1", "1e9", "[[[[", "[" * 5000, "null", "NaN", "9" * 99]
)
def test_nonsense_counts_as_nothing_seen(running: Room, since: str):
    response = running.browsers["Ada"].get(running.url("ticks/"), {"since": since})

    assert response.status_code == 200
    assert isinstance(response.json()["news"], bool)


def test_it_carries_no_content(running: Room):
    assert set(running.get("Ada", "ticks/").json()) == {"version", "news", "now"}


def test_it_is_one_look_in_the_database(running: Room, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):  # sign-in, person, session
        running.get("Ada", "ticks/")


def test_a_stranger_learns_not_even_that_it_exists(room: Room):
    dana = signed_in(person("Dana"))

    foreign, missing = dana.get(room.url("ticks/")), dana.get("/sessions/987654/ticks/")

    assert foreign.status_code == missing.status_code == 404
    assert without_chance(foreign) == without_chance(missing)


def test_who_is_not_signed_in_is_sent_to_sign_in(room: Room):
    assert Client().get(room.url("ticks/")).status_code == 302
