"""Pressing a button: once, by whoever may, and with an answer in words."""

from __future__ import annotations

import json
import uuid

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertRedirects

from levelground.core.session.moves import Pass
from levelground.sessions.models import Receipt, SessionEvent
from tests.make import signed_in
from tests.room import Room, later, make_room, person, without_chance


def story(room: Room) -> list[str]:
    return list(SessionEvent.objects.filter(session=room.session).values_list("kind", flat=True))


def test_a_button_changes_the_session_and_leads_back_to_its_page(room: Room):
    response = room.press("Ada", "join")

    assertRedirects(response, room.url())
    assert story(room)[-1] == "arrived"


def test_a_page_that_has_the_rest_gets_its_part(room: Room):
    response = room.browsers["Ada"].post(
        room.url("moves/"),
        {"move": "join", "key": str(uuid.uuid4())},
        headers={"hx-request": "true"},
    )

    assertContains(response, 'id="stage"')
    assert b"<html" not in response.content


def test_what_is_refused_says_why_and_changes_nothing(running: Room):
    before = story(running)

    response = running.press("Ada", "open")

    assertContains(response, "This session is open already.", status_code=409)
    assert story(running) == before


def test_somebody_whose_turn_it_is_not_is_told_so(running: Room):
    running.until("check-in")
    speaker = running.screen("Ada").speaking
    other = next(name for name in running.people if running.member(name) != speaker)

    response = running.press(other, "done")

    assert response.status_code == 409
    assert 'role="alert"' in response.content.decode()


@pytest.mark.parametrize(
    "forged",
    [
        {},
        {"move": "join"},
        {"key": str(uuid.uuid4())},
        {"move": "join", "key": "not-a-key"},
        {"move": "convene", "key": str(uuid.uuid4())},
        {"move": "write", "key": str(uuid.uuid4())},
        {"move": "seat", "member": "99999999", "key": str(uuid.uuid4())},
        {"move": "seat", "key": str(uuid.uuid4())},
        {"move": "unseat", "key": str(uuid.uuid4())},
        {"move": "seat", "member": "Ben", "key": str(uuid.uuid4())},
        {"move": "seat", "member": "-1", "key": str(uuid.uuid4())},
        {"move": "take-role", "role": "<script>", "key": str(uuid.uuid4())},
        {"move": "propose-presenters", "presenters": "99999999", "key": str(uuid.uuid4())},
        {"move": "propose-process", "process": "../etc/passwd", "key": str(uuid.uuid4())},
        {"move": "join\x00", "key": str(uuid.uuid4())},
    ],
)
def test_what_no_page_of_ours_sends_is_turned_down_in_words(running: Room, forged: dict[str, str]):
    before = story(running)

    response = running.browsers["Ada"].post(running.url("moves/"), forged)

    assertContains(response, "This button could not be read.", status_code=422)
    assert story(running) == before


ODD = (
    {"move": "take-role"},
    {"move": "take-role", "role": "no-such-role"},
    {"move": "hand-on", "role": "no-such-role"},
    {"move": "propose-timers"},
    {"move": "propose-timers", "timers": "no-such-way"},
    {"move": "propose-process"},
    {"move": "propose-process", "process": "no-such-process"},
    {"move": "propose-presenters"},
    {"move": "yes"},
    {"move": "no"},
    {"move": "withdraw"},
)


@pytest.mark.parametrize("step", ["lobby", "opening", "bring", "choose", ""])
def test_a_move_without_its_place_is_refused_in_words(room: Room, step: str):
    if step != "lobby":
        room.open().until(step)
    before = room.state

    answers = {str(odd): room.press("Ada", **odd).status_code for odd in ODD}

    assert answers == {str(odd): 409 for odd in ODD}
    assert room.state == before


def test_the_same_press_twice_has_one_effect_and_the_same_answer(room: Room):
    key = str(uuid.uuid4())

    first = room.press("Ada", "join", key=key, accept="application/json")
    room.press("Ben", "join")
    again = room.press("Ada", "join", key=key, accept="application/json")

    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert story(room).count("arrived") == 2


def test_a_refusal_sent_again_is_the_same_refusal(room: Room):
    key = str(uuid.uuid4())

    first = room.press("Ada", "open", key=key, accept="application/json")
    for name in room.people:
        room.press(name, "join")
    again = room.press("Ada", "open", key=key, accept="application/json")

    assert first.status_code == again.status_code == 409
    assert first.json() == again.json()
    assert "opened" not in story(room)


def test_a_key_is_good_for_one_move_only(room: Room):
    key = str(uuid.uuid4())
    room.press("Ada", "join", key=key)

    response = room.press("Ada", "leave", key=key)

    assertContains(response, "This button was already used", status_code=422)
    assert "departed" not in story(room)


def test_the_same_key_of_two_people_is_two_keys(room: Room):
    key = str(uuid.uuid4())

    room.press("Ada", "join", key=key)
    room.press("Ben", "join", key=key)

    assert story(room).count("arrived") == 2


def test_who_shares_a_device_comes_and_goes_by_it(room: Room):
    room.press("Ada", "join")
    room.press("Ada", "seat", member=room.member("Ben"))
    assert room.member("Ben") in room.state.present
    assertContains(room.get("Ada"), "Ben goes now")

    room.press("Ada", "unseat", member=room.member("Ben"))

    assert room.state.present == (room.member("Ada"),)


def test_a_receipt_does_not_say_whose_it_is(running: Room):
    key = str(uuid.uuid4())
    running.press("Ada", "call-silence", key=key)

    kept = Receipt.objects.filter(session=running.session).order_by("-pk").values()[0]
    told = json.dumps(list(SessionEvent.objects.values_list("data", flat=True))[-1])

    assert key not in json.dumps(kept, default=str)
    assert running.member("Ada") not in (kept["mark"], kept["asked"])
    assert "member" not in told
    assert '"by"' not in told


def test_programs_get_their_answer_as_json(room: Room):
    done = room.press("Ada", "join", accept="application/json")
    refused = room.press("Ada", "join", accept="application/json")

    room.session.refresh_from_db()
    assert done.json() == {"version": room.session.version}
    assert refused.status_code == 409
    assert refused.json() == {"version": room.session.version, "refused": "You are here already."}


def test_programs_get_no_page_when_they_send_nonsense(room: Room):
    response = room.press("Ada", "nonsense", accept="application/json")

    assert response.status_code == 422
    assert "could not be read" in response.json()["refused"]


def test_what_an_old_page_asks_is_decided_by_what_is_now(running: Room):
    running.until("check-in")
    speaker = running.screen("Ada").speaking
    name = next(name for name in running.people if running.member(name) == speaker)
    running.move(Pass(by=running.member(name)))

    response = running.press(name, "done", version="1")

    assert response.status_code == 409
    assert running.screen(name).speaking != speaker


def test_an_answer_reaches_no_other_question(running: Room):
    running.press("Ada", "propose-close")

    response = running.press("Ben", "yes", ask="more-time")

    assertContains(response, "The question is settled.", status_code=409)
    assert running.state.is_open


def test_the_page_says_which_question_it_answers(running: Room):
    running.press("Ada", "propose-close")

    assertContains(running.get("Ben"), '<input type="hidden" name="ask" value="close">', html=True)


def test_having_said_enough_ends_no_other_turn(running: Room):
    running.until("check-in")
    first = str(running.screen("Ada").speaking)
    name = next(name for name in running.people if running.member(name) == first)
    running.press(name, "done", turn=first)
    second = running.screen("Ada").speaking

    response = running.press(name, "done", turn=first)

    assertContains(response, "This turn is over already.", status_code=409)
    assert running.screen("Ada").speaking == second


def test_time_that_passed_counts_before_the_move(running: Room):
    running.until("check-in")
    speaker = running.screen("Ada").speaking
    name = next(name for name in running.people if running.member(name) == speaker)

    with later(minutes=3):
        response = running.press(name, "done")

    assert response.status_code == 409


def test_a_stranger_learns_not_even_that_it_exists(room: Room):
    dana = signed_in(person("Dana"))
    body = {"move": "join", "key": str(uuid.uuid4())}

    foreign = dana.post(room.url("moves/"), body)
    missing = dana.post("/sessions/987654/moves/", body)

    assert foreign.status_code == missing.status_code == 404
    assert without_chance(foreign) == without_chance(missing)


def test_who_is_not_signed_in_is_sent_to_sign_in(room: Room):
    response = Client().post(room.url("moves/"), {"move": "join", "key": str(uuid.uuid4())})

    assert response.status_code == 302
    assert response["location"].startswith("/sign-in/")
    assert story(room) == ["convened"]


def test_a_form_from_elsewhere_is_turned_down(room: Room):
    client = Client(enforce_csrf_checks=True)
    client.force_login(room.people["Ada"])

    response = client.post(room.url("moves/"), {"move": "join", "key": str(uuid.uuid4())})

    assert response.status_code == 403
    assert story(room) == ["convened"]


def test_nobody_moves_for_another_group(room: Room):
    other = make_room(("Hana", "Tama"), quorum=2)

    assert other.browsers["Hana"].post(room.url("moves/"), {}).status_code == 404
