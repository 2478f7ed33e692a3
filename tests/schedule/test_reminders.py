"""Reminders: a week and a day before, once, to those who have not said that they stay away."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from django.core import mail
from django.db import OperationalError

from levelground.runtime import clock
from levelground.schedule.actions import (
    answer,
    cancel_date,
    end_schedule,
    forget_past,
    move_date,
    reminders,
)
from levelground.schedule.actions.letters import tell_one
from levelground.schedule.actions.reminders import remind
from levelground.schedule.models import Date, Reminder
from levelground.schedule.queries.dates import due
from tests.make import Cast, join, leave, make_dates, make_person
from tests.schedule.making import (
    at,
    calendar_in,
    first_date,
    letters_to,
    live_in,
    nth_date,
    place_of,
)

SECOND = datetime(2026, 3, 17, 6, tzinfo=UTC)  # 19:00 in Auckland


def subjects() -> list[str]:
    return [str(letter.subject) for letter in mail.outbox]


# When


@pytest.mark.parametrize(
    ("when", "letters"),
    [
        ("2026-03-10T05:59", 0),
        ("2026-03-10T06:00", 3),
        ("2026-03-15T12:00", 3),  # the server was down: better late
        ("2026-03-17T04:59", 3),
        ("2026-03-17T05:30", 0),  # within the hour nobody needs a letter
    ],
)
def test_a_week_before_and_never_when_it_is_too_late(dated: Cast, when: str, letters: int):
    with at(when):
        remind()

    assert len(mail.outbox) == letters


def test_a_week_and_a_day_before_and_no_more(dated: Cast):
    now = datetime(2026, 3, 4, tzinfo=UTC)
    while now < SECOND + timedelta(hours=2):
        with clock.held(now):
            remind()
        now += timedelta(minutes=30)

    assert len(letters_to(dated.ada)) == 2
    assert set(subjects()) == {"You meet soon"}


def test_the_hour_on_the_wall_counts_through_a_change_of_the_clocks(dated: Cast):
    """7 April 19:00 is after the end of summer time; a week before it was an hour earlier in UTC."""
    date = Date.objects.get(on="2026-04-14")
    assert date.starts_at == datetime(2026, 4, 14, 7, tzinfo=UTC)
    move_date(date=date, starts_at=datetime(2026, 4, 7, 7, tzinfo=UTC))
    mail.outbox.clear()
    with at("2026-03-31T05:59"):
        remind()
        assert not [one for one in mail.outbox if "7 April" in one.body]
    with at("2026-03-31T06:00"):
        remind()
    assert len([one for one in mail.outbox if "7 April" in one.body]) == 3


def test_what_is_news_is_not_reminded_of(cast: Cast):
    """Dates made on Monday, the first on Tuesday: the letter of Monday is enough."""
    make_dates(cast.group)
    mail.outbox.clear()
    with at("2026-03-02T09:05"):
        remind()

    assert not mail.outbox


# To whom


def test_whoever_said_no_is_left_in_peace(dated: Cast):
    date = nth_date(dated.group, 1)
    answer(date=date, member=place_of(dated.ben, dated.group), is_coming=False)
    answer(date=date, member=place_of(dated.cai, dated.group), is_coming=True)
    with at("2026-03-10T07:00"):
        remind()

    assert not letters_to(dated.ben)
    assert len(letters_to(dated.cai)) == 1
    assert len(letters_to(dated.ada)) == 1


def test_whoever_has_left_hears_no_more(dated: Cast):
    leave(place_of(dated.ben, dated.group))
    with at("2026-03-10T07:00"):
        remind()

    assert not letters_to(dated.ben)


def test_whoever_joins_between_is_reminded_too(dated: Cast):
    with at("2026-03-10T07:00"):
        remind()
        gil = make_person("Gil")
        join(dated.group, gil)
        remind()

    assert len(letters_to(gil)) == 1
    assert len(mail.outbox) == 4


def test_a_closed_account_gets_no_letters(dated: Cast):
    dated.ben.is_active = False
    dated.ben.save()
    with at("2026-03-10T07:00"):
        remind()

    assert not letters_to(dated.ben)


# Of what


def test_a_moved_date_is_reminded_of_at_its_new_time_only(dated: Cast):
    date = nth_date(dated.group, 1)
    move_date(date=date, starts_at=SECOND + timedelta(days=3))
    mail.outbox.clear()
    with at("2026-03-10T07:00"):
        remind()
        assert not mail.outbox
    with at("2026-03-13T07:00"):
        remind()
    assert len(mail.outbox) == 3
    assert "Friday 20 March" in mail.outbox[0].body


def test_a_date_moved_after_its_reminder_is_reminded_of_once_more(dated: Cast):
    with at("2026-03-10T07:00"):
        remind()
    with at("2026-03-10T08:00"):
        move_date(date=nth_date(dated.group, 1), starts_at=SECOND + timedelta(days=7))
        mail.outbox.clear()
    with at("2026-03-17T07:00"):
        remind()
        remind()

    assert len(mail.outbox) == 3


def test_of_what_does_not_take_place_nobody_is_reminded(dated: Cast):
    cancel_date(date=nth_date(dated.group, 1))
    mail.outbox.clear()
    with at("2026-03-10T07:00"):
        remind()

    assert not mail.outbox


def test_of_dates_that_ended_nobody_is_reminded(dated: Cast):
    end_schedule(group=dated.group)
    mail.outbox.clear()
    with at("2026-03-10T07:00"):
        remind()

    assert not mail.outbox


# What it says


def test_it_says_when_how_long_and_where_to_answer(dated: Cast):
    live_in(dated.ben, "Europe/Berlin")
    with at("2026-03-10T07:00"):
        remind()
    [letter] = letters_to(dated.ben)

    assert "Tuesday 17 March 2026, 07:00 (Europe/Berlin), for 90 minutes." in letter.body
    assert "/coming/" in letter.body
    assert "RECURRENCE-ID;TZID=Pacific/Auckland:20260317T190000" in calendar_in(letter)
    assert "Fewer of you" not in letter.body
    for name in ("Tuesday group", "Ada", "Cai"):
        assert name not in letter.message().as_string()


def test_too_few_is_said_without_saying_who(dated: Cast):
    date = nth_date(dated.group, 1)
    answer(date=date, member=place_of(dated.ben, dated.group), is_coming=False)
    with at("2026-03-10T07:00"):
        remind()
    [letter] = letters_to(dated.ada)

    assert "Fewer of you are coming than you agreed on." in letter.body
    assert f"/dates/{date.pk}/" in letter.body
    assert "Ben" not in letter.body


# Once, whatever happens


def test_nobody_is_reminded_twice_however_often_it_is_looked(dated: Cast):
    with at("2026-03-10T07:00"):
        assert remind() == 3
        assert remind() == 0

    assert len(mail.outbox) == 3


def test_two_processes_that_look_at_once_send_one(dated: Cast):
    """Both have seen the same reminders due before either has written one."""
    with at("2026-03-10T07:00") as now:
        both = due(now)
        for one in [*both, *both]:
            reminders._remind_one(one, now)

    assert len(mail.outbox) == 3


def test_control_without_the_note_two_would_be_sent(dated: Cast):
    with at("2026-03-10T07:00") as now:
        both = due(now)
        for one in [*both, *both]:
            reminders._remind_one(one, now)
            Reminder.objects.all().delete()

    assert len(mail.outbox) == 6


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stopped_at", [1, 2, 3])
def test_stopped_in_the_middle_the_next_look_sends_the_rest(dated: Cast, stopped_at: int):
    """The note and the letter are written together: neither is there without the other."""
    whole = tell_one
    calls = []

    def breaks(*args, **kwargs):
        calls.append(1)
        if len(calls) == stopped_at:
            raise OperationalError("the power went")
        return whole(*args, **kwargs)

    with at("2026-03-10T07:00"):
        with mock.patch.object(reminders, "tell_one", breaks), pytest.raises(OperationalError):
            remind()
        assert Reminder.objects.count() == stopped_at - 1 == len(mail.outbox)
        remind()

    assert len(mail.outbox) == 3
    assert {len(letters_to(one)) for one in (dated.ada, dated.ben, dated.cai)} == {1}


def test_clocks_that_jump_double_no_reminder_and_send_none_after_the_start(dated: Cast):
    """Goal R9: after each restart the wall says something else: two hours back, three days ahead."""
    chance = random.Random(9)  # noqa: S311  the same jumps each time
    now = datetime(2026, 3, 4, tzinfo=UTC)
    while now < SECOND + timedelta(days=2):
        jump = chance.choice([timedelta(0)] * 4 + [timedelta(hours=-2), timedelta(days=3)])
        with clock.held(now + jump):
            remind()
        now += timedelta(hours=1)

    assert all(len(letters_to(one)) == 2 for one in (dated.ada, dated.ben, dated.cai))
    for one in Reminder.objects.all():
        assert one.at < one.starts_at


# And then forgotten


def test_what_is_long_ago_is_forgotten(dated: Cast):
    with at("2026-03-10T07:00"):
        remind()
    answer(date=first_date(dated.group), member=place_of(dated.ada, dated.group), is_coming=True)

    forget_past(SECOND + timedelta(days=119))
    assert Reminder.objects.count() == 3
    forget_past(SECOND + timedelta(days=121))
    assert not Reminder.objects.exists()
    assert forget_past(SECOND + timedelta(days=729)) == 1
    assert forget_past(SECOND + timedelta(days=731)) == 1
    assert Date.objects.count() == 25
