"""The shared screen: the same for all, nobody's words, nothing to press."""

from __future__ import annotations

import pytest
from pytest_django.asserts import assertContains

from levelground.words import store
from tests.make import signed_in
from tests.room import Room, make_session, person, without_chance

MARK = "Zilpzalp-1234"


@pytest.mark.parametrize("step", ["lobby", "bring", "choose", "think", "/respond", "worth", ""])
def test_it_is_the_same_for_all(room: Room, step: str):
    if step != "lobby":
        room.open().until(step)

    pages = {without_chance(room.get(name, "room/")) for name in room.people}

    assert len(pages) == 1


@pytest.mark.parametrize("step", ["lobby", "bring", "think", ""])
def test_there_is_nothing_to_press(room: Room, step: str):
    if step != "lobby":
        room.open().until(step)

    page = room.page("Ada", "room/")

    assert "<form" not in page
    assert "<button" not in page
    assert "<textarea" not in page


def test_nobodys_words_are_on_it(running: Room):
    running.browsers["Ada"].post(running.url("pad/"), {"text": MARK})
    running.until("bring").write("Ada", "topic", MARK)
    running.until("think").write("Ben", "note", MARK)
    running.until("/respond").write("Ben", "idea", MARK)
    running.until("commitments").write("Cai", "commitment", MARK)

    for name in running.people:
        assert MARK not in running.page(name, "room/")


def test_no_words_are_even_opened_for_it(running: Room, monkeypatch: pytest.MonkeyPatch):
    running.browsers["Ada"].post(running.url("pad/"), {"text": MARK})
    running.until("bring").write("Ada", "topic", MARK)
    monkeypatch.setattr(store, "open_up", lambda words: pytest.fail("opened"))

    assert running.get("Ada", "room/").status_code == 200


def test_the_lobby_shows_how_to_join(room: Room):
    page = room.page("Ada", "room/")

    assert room.session.code in page
    assert "<svg" in page
    assert 'class="qr__code"' in page


def test_a_step_shows_the_large_word_and_the_names(running: Room):
    running.until("check-in")

    response = running.get("Ada", "room/")

    for name in running.people:
        assertContains(response, name)


def test_a_part_page_is_sent_to_a_page_that_has_the_rest(room: Room):
    response = room.get("Ada", "room/", **{"hx-request": "true"})

    assertContains(response, 'id="stage"')
    assert b"<html" not in response.content


def test_more_sessions_cost_no_more_queries(running: Room, django_assert_max_num_queries):
    for _ in range(3):
        make_session(group=running.group)
    running.get("Ada", "room/")

    with django_assert_max_num_queries(6):
        running.get("Ada", "room/")


def test_a_stranger_learns_not_even_that_it_exists(room: Room):
    dana = signed_in(person("Dana"))

    foreign, missing = dana.get(room.url("room/")), dana.get("/sessions/987654/room/")

    assert foreign.status_code == missing.status_code == 404
    assert without_chance(foreign) == without_chance(missing)
