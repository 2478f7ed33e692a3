"""A session that has not begun can be moved and called off by any member; one that has cannot."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from levelground.core.session import moves
from levelground.sessions.actions.sessions import HasBegun, cancel_session, move_session
from levelground.sessions.models import Session
from levelground.words.queries import parked_thought, prove_self
from tests.make import signed_in
from tests.room import Room, make_room, person, without_chance

LATER = datetime(2026, 3, 10, 18, 30, tzinfo=UTC)


def page_of(room: Room) -> str:
    return f"/sessions/plans/{room.session.pk}/"


def move(room: Room, name: str, starts_at: str = "2026-03-10T18:30"):
    return room.browsers[name].post(page_of(room), {"starts_at": starts_at})


def call_off(room: Room, name: str):
    return room.browsers[name].post(page_of(room) + "cancelled/")


@pytest.mark.parametrize("name", ["Ada", "Ben", "Cai"])
def test_any_member_moves_it(room: Room, name: str):
    assertRedirects(move(room, name), room.group.get_absolute_url())

    assert Session.objects.get().starts_at == LATER


def test_its_lobby_says_how_to_move_it_and_the_page_says_when_it_is(room: Room):
    assertContains(room.get("Ada"), page_of(room))
    assertContains(room.browsers["Ada"].get(page_of(room)), "Monday 2 March, 12:00")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Say when you meet."),
        ("soon", "Give a date and a time"),
        ("2026-03-01T12:00", "That time is over."),
        ("2028-03-01T12:00", "more than a year away"),
    ],
)
def test_a_time_that_cannot_be_is_refused_in_words(room: Room, typed: str, says: str):
    assertContains(move(room, "Ada", typed), says, status_code=422)

    assert Session.objects.get().starts_at != LATER


@pytest.mark.parametrize("name", ["Ada", "Ben", "Cai"])
def test_any_member_calls_it_off_and_it_is_gone_for_all(room: Room, name: str):
    assertRedirects(call_off(room, name), room.group.get_absolute_url())

    assert not Session.objects.exists()
    assert {room.get(who).status_code for who in room.people} == {404}


def test_what_was_parked_on_its_page_goes_with_it_and_nothing_else(room: Room):
    other = make_room(("Ada", "Hana"), quorum=2)
    for one in (room, other):
        one.browsers["Ada"].post(one.url("pad/"), {"text": "A thought"})

    call_off(room, "Ben")

    ada = prove_self(room.people["Ada"])
    assert parked_thought(ada, place=room.session.topic) == ""
    assert parked_thought(ada, place=other.session.topic) == "A thought"


def test_who_is_in_the_lobby_already_does_not_hold_it(room: Room):
    room.move(moves.Join(by=room.member("Ada")))

    assertRedirects(move(room, "Ben"), room.group.get_absolute_url())


def test_one_that_has_begun_shows_itself_instead(running: Room):
    before = Session.objects.get().starts_at

    assertRedirects(running.browsers["Ada"].get(page_of(running)), running.url())
    assertRedirects(move(running, "Ada"), running.url())
    assertRedirects(call_off(running, "Ada"), running.url())

    assert Session.objects.get().starts_at == before


def test_one_that_begins_in_this_moment_is_neither_moved_nor_called_off(room: Room):
    stale = Session.objects.get()
    room.open()

    with pytest.raises(HasBegun):
        move_session(session=stale, starts_at=LATER)
    with pytest.raises(HasBegun):
        cancel_session(session=stale)


def test_a_begun_session_offers_no_such_thing(running: Room):
    assertNotContains(running.get("Ada"), page_of(running))


def test_a_stranger_learns_not_even_that_it_exists(room: Room):
    dana = signed_in(person("Dana"))

    for page in ("", "cancelled/"):
        foreign = dana.post(page_of(room) + page, {"starts_at": "2026-03-10T18:30"})
        missing = dana.post(f"/sessions/plans/987654/{page}", {"starts_at": "2026-03-10T18:30"})
        assert foreign.status_code == missing.status_code == 404
        assert without_chance(foreign) == without_chance(missing)
    assert Session.objects.exists()
