"""The private pad: one person's, one session's, and nobody else's."""

from __future__ import annotations

from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from tests.make import signed_in
from tests.room import Room, make_room, make_session, person, without_chance

MARK = "Rotkehlchen-0815"


def test_a_parked_thought_is_there_again(running: Room):
    response = park(running, "Ada", MARK)

    assertRedirects(response, running.url())
    assertContains(running.get("Ada"), MARK)


def test_nobody_else_sees_it(running: Room):
    park(running, "Ada", MARK)

    for name in ("Ben", "Cai"):
        assertNotContains(running.get(name), MARK)
    assertNotContains(running.get("Ada", "room/"), MARK)


def test_it_is_kept_as_it_was_typed(running: Room):
    park(running, "Ada", "  first\r\n\r\n  second ")

    assertContains(running.get("Ada"), "  first\n\n  second </textarea>")


def test_an_empty_pad_is_a_cleared_pad(running: Room):
    park(running, "Ada", MARK)

    park(running, "Ada", "")

    assertNotContains(running.get("Ada"), MARK)


def test_the_page_that_saves_by_itself_gets_no_page(running: Room):
    response = running.browsers["Ada"].post(
        running.url("pad/"), {"text": MARK}, headers={"accept": "application/json"}
    )

    assert (response.status_code, response.content) == (204, b"")


def test_a_full_pad_says_so(running: Room):
    response = park(running, "Ada", "x" * 8001)

    assertContains(response, "Your pad is full.", status_code=422)
    assert response["content-type"] == "text/plain"


def test_a_pad_belongs_to_one_session(running: Room):
    park(running, "Ada", MARK)
    other = make_session(group=running.group)

    assertNotContains(running.browsers["Ada"].get(other.get_absolute_url()), MARK)


def test_saving_changes_nothing_in_the_session(running: Room):
    before = running.state

    park(running, "Ada", MARK)

    assert running.state == before


def test_a_page_that_has_its_pad_is_not_given_it_again_and_one_that_has_none_is(running: Room):
    park(running, "Ada", MARK)
    running.until("check-in")
    stage = {"hx-request": "true"}

    assert "?pad" in running.page("Ada")
    assertContains(running.get("Ada", **stage), MARK)
    assertNotContains(running.get("Ada", "?pad", **stage), MARK)
    assertContains(running.get("Ada", "?pad"), MARK)  # a whole page begins anew


def test_the_lobby_has_no_pad(room: Room):
    assert "?pad" not in room.page("Ada")


def test_a_stranger_learns_not_even_that_it_exists(room: Room):
    dana = signed_in(person("Dana"))

    foreign = dana.post(room.url("pad/"), {"text": MARK})
    missing = dana.post("/sessions/987654/pad/", {"text": MARK})

    assert foreign.status_code == missing.status_code == 404
    assert without_chance(foreign) == without_chance(missing)


def test_nobody_writes_on_the_pad_of_another_group(room: Room):
    other = make_room(("Hana", "Tama"), quorum=2)

    assert other.browsers["Hana"].post(room.url("pad/"), {"text": MARK}).status_code == 404


def park(room: Room, name: str, text: str):
    return room.browsers[name].post(room.url("pad/"), {"text": text})
