"""The short code from the room's screen: it finds a session, it opens no door."""

from __future__ import annotations

import pytest
from pytest_django.asserts import assertContains, assertRedirects

from levelground.sessions.models import CODE_LETTERS, new_code
from tests.make import signed_in
from tests.room import Room, make_room, person

JOIN = "/sessions/join/"


def test_the_code_leads_to_the_session(room: Room):
    assertRedirects(room.browsers["Ada"].post(JOIN, {"code": room.session.code}), room.url())


def test_it_may_be_typed_as_people_type(room: Room):
    code = room.session.code
    typed = f" {code[:3].lower()} - {code[3:].lower()} "

    assertRedirects(room.browsers["Ada"].post(JOIN, {"code": typed}), room.url())


def test_a_code_of_another_group_is_like_one_that_does_not_exist(room: Room):
    dana = signed_in(person("Dana"))
    wrong = next(code for code in iter(new_code, "") if code != room.session.code)

    foreign = dana.post(JOIN, {"code": room.session.code})
    missing = dana.post(JOIN, {"code": wrong})

    sentence = "None of your groups has a session with this code now."
    assertContains(foreign, sentence, status_code=422)
    assertContains(missing, sentence, status_code=422)
    assert len(foreign.content) == len(missing.content)


def test_the_code_of_a_session_that_is_over_leads_nowhere(running: Room):
    running.until("")

    response = running.browsers["Ada"].post(JOIN, {"code": running.session.code})

    assertContains(response, "None of your groups", status_code=422)


@pytest.mark.parametrize("code", ["ABC", "ABCDEFG", "ÄÖÜẞẞẞẞ", "ABC\x00DE", "" * 6])
def test_what_is_no_code_is_answered_in_words(room: Room, code: str):
    response = room.browsers["Ada"].post(JOIN, {"code": code})

    assert response.status_code == 422
    assertContains(response, "field__error", status_code=422)


def test_the_page_asks_for_the_code_and_nothing_else(room: Room):
    assertContains(room.browsers["Ada"].get(JOIN), "Type the code")


def test_letters_that_look_alike_are_not_used():
    assert not set("IO01") & set(CODE_LETTERS)


def test_joining_by_code_comes_in_nowhere_by_itself(room: Room):
    room.browsers["Ada"].post(JOIN, {"code": room.session.code})

    assert not room.state.present


def test_codes_of_two_sessions_differ(room: Room):
    assert make_room(("Hana", "Tama"), quorum=2).session.code != room.session.code
