"""Moving one date, not meeting once, ending: what happens to calendars and to what people said."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pytest_django.asserts import assertContains, assertRedirects

from levelground.schedule.actions import answer
from levelground.schedule.models import Coming, Date
from levelground.schedule.queries.dates import schedule_of
from tests.make import Cast, make_dates, signed_in
from tests.schedule.making import (
    at,
    calendar_in,
    first_date,
    letters_to,
    link_in,
    live_in,
    nth_date,
    place_of,
    read_by_others,
)


def move(cast: Cast, date: Date, to: str, who: str = "ada"):
    url = f"{date.get_absolute_url()}moving/"
    return signed_in(getattr(cast, who)).post(url, {"starts_at": to})


def test_the_new_time_is_on_the_clock_of_whoever_moves_it(dated: Cast):
    live_in(dated.ben, "Europe/Berlin")
    date = first_date(dated.group)

    response = move(dated, date, "2026-03-04T08:00", who="ben")

    assertRedirects(response, date.get_absolute_url(), fetch_redirect_response=False)
    date.refresh_from_db()
    assert date.starts_at == datetime(2026, 3, 4, 7, tzinfo=UTC)


def test_everybody_is_told_and_asked_anew(dated: Cast):
    date = first_date(dated.group)
    answer(date=date, member=place_of(dated.ben, dated.group), is_coming=False)
    live_in(dated.ben, "Pacific/Auckland")

    move(dated, date, "2026-03-05T06:00")

    assert not Coming.objects.exists()
    [letter] = letters_to(dated.ben)
    assert letter.subject == "A date of your peer group has a new time"
    assert "Thursday 5 March 2026, 19:00 (Pacific/Auckland)" in letter.body
    assert "By your rule it was to be on Tuesday 3 March 2026, 19:00." in letter.body
    assert signed_in(dated.cai).get(link_in(letter)).status_code == 200


def test_calendars_move_that_date_and_no_other(dated: Cast):
    move(dated, nth_date(dated.group, 1), "2026-03-19T06:00")

    text = calendar_in(letters_to(dated.ada)[0])
    assert "METHOD:REQUEST" in text
    assert "SEQUENCE:1" in text
    assert "RECURRENCE-ID;TZID=Pacific/Auckland:20260317T190000" in text
    assert "DTSTART;TZID=Pacific/Auckland:20260319T190000" in text


def test_each_change_counts_one_more(dated: Cast):
    date = nth_date(dated.group, 1)
    move(dated, date, "2026-03-19T06:00")
    move(dated, date, "2026-03-20T06:00")
    signed_in(dated.ada).post(f"{date.get_absolute_url()}cancelling/")

    sequences = [
        int(line.partition(":")[2])
        for letter in letters_to(dated.ada)
        for line in calendar_in(letter).splitlines()
        if line.startswith("SEQUENCE")
    ]
    assert sequences == [1, 2, 3]


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("2026-03-02T08:00", "That time is over."),
        ("2026-03-03T06:00", "That is when it is already."),
        ("2026-03-17T06:00", "You have a date then already."),
        ("2029-03-17T06:00", "That is more than a year away."),
        ("9999-12-31T23:59", "That is more than a year away."),
        ("0001-01-01T00:00", "That is more than a year away."),
        ("soon", "Give a date and a time, such as"),
        ("", "Give the new day and time."),
    ],
)
def test_where_it_cannot_go_is_said_in_words(dated: Cast, to: str, said: str):
    response = move(dated, first_date(dated.group), to)

    assertContains(response, said, status_code=422)
    assert not Date.objects.exclude(moved_at=None).exists()


def test_an_hour_that_the_clocks_skip_is_refused(dated: Cast):
    live_in(dated.ada, "Europe/Berlin")

    response = move(dated, first_date(dated.group), "2026-03-29T02:30")

    assertContains(response, "The clocks skip that hour in this night.", status_code=422)


def test_what_is_over_cannot_be_moved(dated: Cast):
    with at("2026-03-03T07:00"):
        response = move(dated, first_date(dated.group), "2026-03-09T07:00")
        assertContains(response, "This date is over.", status_code=422)


# Not meeting once


def test_a_cancelled_date_goes_from_the_calendars(dated: Cast):
    date = nth_date(dated.group, 1)
    signed_in(dated.ada).post(f"{date.get_absolute_url()}cancelling/")

    text = calendar_in(letters_to(dated.cai)[0])
    assert "METHOD:CANCEL" in text
    assert "STATUS:CANCELLED" in text
    assert [status for _when, status in read_by_others(text)] == ["CANCELLED"]


def test_cancelled_twice_is_told_once(dated: Cast):
    url = f"{first_date(dated.group).get_absolute_url()}cancelling/"
    signed_in(dated.ada).post(url)
    signed_in(dated.ben).post(url)

    assert len(letters_to(dated.cai)) == 1


def test_a_cancelled_date_can_take_place_after_all(dated: Cast):
    date = first_date(dated.group)
    signed_in(dated.ada).post(f"{date.get_absolute_url()}cancelling/")

    move(dated, date, "2026-03-03T06:00")

    date.refresh_from_db()
    assert date.cancelled_at is None
    assert "By your rule" not in letters_to(dated.cai)[1].body
    assert "STATUS:CONFIRMED" in calendar_in(letters_to(dated.cai)[1])


def test_asking_whether_to_cancel_changes_nothing(dated: Cast):
    date = first_date(dated.group)

    assertContains(signed_in(dated.ada).get(f"{date.get_absolute_url()}cancelling/"), "Not meet on")
    assert not Date.objects.exclude(cancelled_at=None).exists()


def test_what_is_over_cannot_be_cancelled(dated: Cast):
    with at("2026-03-03T07:00"):
        url = f"{first_date(dated.group).get_absolute_url()}cancelling/"
        assertContains(signed_in(dated.ada).post(url), "This date is over.", status_code=409)


def test_a_date_of_a_rule_that_was_changed_meanwhile_stays_as_it_is(dated: Cast):
    with at("2026-03-20T09:00"):
        past = first_date(dated.group)
        make_dates(dated.group)
        url = f"{past.get_absolute_url()}cancelling/"
        response = signed_in(dated.ada).post(url)

    assertContains(response, "Your dates have changed in the meantime.", status_code=409)


# Ending


def test_ending_keeps_the_past_and_tells_everybody(dated: Cast):
    with at("2026-03-20T09:00"):
        signed_in(dated.ada).post(f"/groups/{dated.group.pk}/dates/ending/")

        assert schedule_of(dated.group) is None
    assert Date.objects.count() == 2
    [letter] = letters_to(dated.cai)
    assert len(read_by_others(calendar_in(letter))) == 2


def test_ending_what_has_ended_does_nothing(cast: Cast):
    response = signed_in(cast.ada).post(f"/groups/{cast.group.pk}/dates/ending/")

    assert response.status_code == 302
    assert not letters_to(cast.ada)
