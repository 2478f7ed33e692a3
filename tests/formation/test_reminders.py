"""Two reminders of a seat, by themselves: to the silent and to nobody else, each once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.core import mail

from levelground.accounts.models import Person
from levelground.formation.actions import reminders, seats
from levelground.formation.actions.reminders import remind_silent
from levelground.formation.actions.rounds import drop_round
from levelground.formation.actions.seats import finish_round
from levelground.formation.models import Round, Seat, SeatQuerySet
from levelground.programmes.actions.programmes import say_no
from levelground.programmes.models import Invitee
from levelground.runtime import clock
from tests.formation.making import (
    Desk,
    answer,
    everybody_says_yes,
    later,
    make_proposal,
    person_at,
    seated,
)
from tests.make import make_programme


def reminded() -> Counter[str]:
    """How many letters each has been sent."""
    return Counter(letter.to[0] for letter in mail.outbox)


def hour_by_hour(*, days: int = 9) -> None:
    """What the server does beside the requests, in so many days."""
    began = clock.now()
    for hour in range(24 * days):
        with clock.held(began + timedelta(hours=hour)):
            remind_silent()


# Once on the third day and once on the sixth


@pytest.mark.parametrize(
    ("days", "letters"), [(2.9, 0), (3, 10), (5.9, 10), (6, 10), (6.9, 10), (7, 0), (30, 0)]
)
def test_the_silent_are_reminded_while_their_seat_is_kept(asked: Desk, days: float, letters: int):
    with later(days=days):
        assert remind_silent() == letters
        assert remind_silent() == 0

    assert len(mail.outbox) == letters


def test_each_gets_two_letters_in_the_week_and_no_more(asked: Desk):
    hour_by_hour()

    assert set(reminded().values()) == {2}
    assert len(reminded()) == 10


def test_control_a_letter_that_is_not_noted_is_noticed(
    asked: Desk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(SeatQuerySet, "bulk_update", lambda *_what: 0)

    hour_by_hour(days=4)

    assert max(reminded().values()) > 2


def test_a_server_that_was_down_writes_once_and_not_twice_in_a_day(asked: Desk):
    with later(days=5.9):
        assert remind_silent() == 10
    with later(days=6.1):
        assert remind_silent() == 0
    with later(days=6.95):
        assert remind_silent() == 10


def test_what_breaks_half_way_is_done_once_afterwards(asked: Desk, monkeypatch: pytest.MonkeyPatch):
    written: list[int] = []

    def breaks(seat: Seat, *what: str, **more: object) -> None:
        written.append(seat.pk)
        if len(written) == 4:
            raise OSError("the server is going down")
        seats.write(seat, *what, **more)  # type: ignore[arg-type]  # as they came

    with later(days=3):
        monkeypatch.setattr(reminders, "write", breaks)
        with pytest.raises(OSError, match="going down"):
            remind_silent()
        assert not Seat.objects.exclude(reminded_at=None).exists()
        monkeypatch.undo()
        mail.outbox.clear()  # they went with the transaction; the test's post does not wait for it
        assert remind_silent() == 10

    assert set(reminded().values()) == {1}


def test_a_letter_says_nothing_of_the_group_and_how_long_the_place_is_kept(asked: Desk):
    for days, kept in ((3.1, "for 3 more days"), (6.1, "for one more day")):
        mail.outbox.clear()
        with later(days=days):
            remind_silent()
        text = f"{mail.outbox[0].subject} {mail.outbox[0].body}"
        assert kept in text
        assert "/seats/" in text
        assert not [word for word in ("Person", "group 1", "Autumn", "nurse") if word in text]


# To nobody else


def test_who_has_answered_is_not_reminded(asked: Desk):
    answer(0)
    answer(1, "wrong/", kind="time")
    answer(2, "wrong/", kind="out")

    hour_by_hour()

    assert sorted(reminded()) == [f"person-{n}@example.org" for n in range(3, 10)]


def test_a_group_that_stands_is_not_reminded(asked: Desk):
    everybody_says_yes(group=0)
    mail.outbox.clear()

    hour_by_hour()

    assert sorted(reminded()) == [f"person-{n}@example.org" for n in range(5, 10)]


@pytest.mark.parametrize("end", [finish_round, drop_round])
def test_a_round_that_was_taken_back_reminds_nobody(asked: Desk, end: object):
    end(round_=asked.round)  # type: ignore[operator]  # one of two actions

    hour_by_hour()

    assert not mail.outbox


def test_who_has_left_the_programme_is_not_reminded(fay: Person, asked: Desk):
    programme = make_programme(by=fay)
    Round.objects.filter(pk=asked.round.pk).update(programme=programme, by=None)
    place = Invitee.objects.create(
        programme=programme,
        email=seated(0).email,
        asked_at=clock.now(),
        expires_at=clock.now() + timedelta(days=30),
    )
    say_no(invitee=place, by=person_at(0))

    hour_by_hour()

    assert sorted(reminded()) == [f"person-{n}@example.org" for n in range(1, 10)]


def test_a_closed_account_is_not_reminded(asked: Desk):
    person = person_at(0)
    Seat.objects.filter(number=0).update(person=person)
    Person.objects.filter(pk=person.pk).update(is_active=False)

    hour_by_hour()

    assert len(reminded()) == 9


# Beside what the coordinator does


def test_the_coordinator_cannot_write_a_second_letter_in_a_day(asked: Desk):
    with later(days=3):
        remind_silent()
    mail.outbox.clear()
    with later(days=3, hours=23):
        asked.post("reminders/")
        assert not mail.outbox
    with later(days=4):
        asked.post("reminders/")
        assert len(mail.outbox) == 10


def test_a_new_letter_begins_a_new_week(asked: Desk):
    with later(days=4):
        asked.post("reminders/")
        mail.outbox.clear()
        hour_by_hour()

    assert set(reminded().values()) == {2}


def test_only_the_round_that_is_asked_is_reminded(asked: Desk, fay: Person):
    make_proposal(fay)  # nobody has been asked

    hour_by_hour()

    assert len(reminded()) == 10
