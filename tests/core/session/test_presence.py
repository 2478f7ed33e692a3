from __future__ import annotations

from datetime import UTC, datetime, timedelta

from levelground.core.session.events import Arrived, Closed, Departed, Event, Opened
from levelground.core.session.presence import presence

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def minutes_of(*story: Event) -> dict[str, int]:
    found = presence(story)
    assert found is not None
    return dict(found.minutes)


def test_minutes_count_from_opening_to_closing():
    assert minutes_of(
        Arrived(at=at(-10), member="ada"),
        Opened(at=at(0)),
        Arrived(at=at(20), member="ben"),
        Closed(at=at(90), how="finished"),
    ) == {"ada": 90, "ben": 70}


def test_who_goes_and_comes_back_was_there_twice():
    assert minutes_of(
        Arrived(at=at(0), member="ada"),
        Opened(at=at(0)),
        Departed(at=at(30), member="ada", dropped=True),
        Arrived(at=at(35), member="ada"),
        Departed(at=at(60), member="ada"),
        Closed(at=at(90), how="finished"),
    ) == {"ada": 55}


def test_somebody_who_looked_in_by_mistake_was_not_there():
    assert minutes_of(
        Arrived(at=at(0), member="ada"),
        Opened(at=at(0)),
        Arrived(at=at(5), member="ben"),
        Departed(at=at(5.3), member="ben"),
        Closed(at=at(60), how="finished"),
    ) == {"ada": 60}


def test_waiting_in_the_lobby_and_going_home_is_no_session():
    assert minutes_of(
        Arrived(at=at(-10), member="ada"),
        Departed(at=at(-1), member="ada"),
        Arrived(at=at(-1), member="ben"),
        Opened(at=at(0)),
        Closed(at=at(60), how="finished"),
    ) == {"ben": 60}


def test_a_device_that_says_twice_that_it_is_there_counts_once():
    assert minutes_of(
        Arrived(at=at(0), member="ada"),
        Opened(at=at(0)),
        Arrived(at=at(30), member="ada", seated=True),
        Closed(at=at(60), how="finished"),
    ) == {"ada": 60}


def test_a_session_that_is_not_over_or_never_opened_says_nothing():
    assert presence([Arrived(at=at(0), member="ada"), Opened(at=at(0))]) is None
    assert presence([Arrived(at=at(0), member="ada"), Closed(at=at(60), how="left")]) is None
