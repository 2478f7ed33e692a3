"""What is forgotten of sessions, and when: to the day, neither early nor late."""

from __future__ import annotations

from datetime import timedelta

from levelground.runtime import clock
from levelground.sessions.actions.sessions import forget_past, note_seen
from levelground.sessions.models import Rating, Receipt, Seen, Session, SessionEvent
from tests.room import Room, make_session


def closed(room: Room) -> Room:
    room.until("worth").say_worth("Ada", 3)
    return room.until("")


def test_a_session_is_forgotten_after_two_years_with_all_that_belongs_to_it(running: Room):
    closed(running)

    assert forget_past(clock.now() + timedelta(days=730)) == 0
    assert forget_past(clock.now() + timedelta(days=730, seconds=1)) == 1

    for what in (Session, SessionEvent, Receipt, Rating, Seen):
        assert not what.objects.exists()


def test_a_session_that_never_began_is_forgotten_too(room: Room):
    assert forget_past(clock.now() + timedelta(days=731)) == 1


def test_a_session_that_is_still_to_come_stays(room: Room):
    make_session(group=room.group, starts_at=clock.now() + timedelta(days=700))

    assert forget_past(clock.now() + timedelta(days=731)) == 1
    assert Session.objects.count() == 1


def test_receipts_are_forgotten_a_day_after_the_session(running: Room):
    closed(running)

    forget_past(clock.now() + timedelta(days=1))
    assert Receipt.objects.exists()

    forget_past(clock.now() + timedelta(days=1, seconds=1))
    assert not Receipt.objects.exists()
    assert running.get("Ada").status_code == 200


def test_receipts_of_a_session_that_runs_stay(running: Room):
    forget_past(clock.now() + timedelta(days=30))

    assert Receipt.objects.exists()


def test_who_had_a_page_open_is_forgotten_within_the_hour(running: Room):
    note_seen(session=running.session, people=[running.people["Ada"].pk], at=clock.now())

    forget_past(clock.now() + timedelta(hours=1))
    assert Seen.objects.exists()

    forget_past(clock.now() + timedelta(hours=1, seconds=1))
    assert not Seen.objects.exists()
