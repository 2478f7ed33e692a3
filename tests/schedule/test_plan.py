"""By what rule a group meets: looked at first, then kept; changed without touching what is past."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.core import mail
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from levelground.core.schedule import Rhythm
from levelground.schedule.actions import answer
from levelground.schedule.models import Coming, Date, Schedule
from levelground.schedule.queries.dates import schedule_of
from tests.make import Cast, make_dates, signed_in
from tests.schedule.making import (
    AUCKLAND,
    at,
    calendar_in,
    first_date,
    letters_to,
    live_in,
    nth_date,
    place_of,
    read_by_others,
)

USUAL = {
    "rhythm": "fortnightly",
    "first": "2026-03-03",
    "time": "19:00",
    "minutes": "90",
    "zone": AUCKLAND,
    "country": "NZ",
    "region": "AUK",
}


def look(cast: Cast, **other: str) -> Any:
    page = f"/groups/{cast.group.pk}/dates/plan/"
    return signed_in(cast.ada).post(page, USUAL | {"step": "look"} | other)


def keep(cast: Cast, **other: str) -> Any:
    """Press “keep” on the page that was looked at."""
    seen = re.search(r'name="seen" value="(\w+)"', look(cast, **other).text)
    assert seen
    page = f"/groups/{cast.group.pk}/dates/plan/"
    return signed_in(cast.ada).post(page, USUAL | {"step": "keep", "seen": seen[1]} | other)


def test_the_dates_are_shown_before_they_are_kept(cast: Cast):
    response = look(cast)

    assertContains(response, "Every second Tuesday at 19:00")
    assertContains(response, "27 dates")
    assert not Schedule.objects.exists()


def test_holidays_are_named_and_left_out(cast: Cast):
    """Waitangi Day and Anzac Day of 2026 are a Friday and a Saturday."""
    response = look(cast, first="2026-03-06", rhythm="weekly")
    assertContains(response, "left out: Good Friday")
    assertContains(response, "left out: Christmas Day")

    keep(cast, first="2026-03-06", rhythm="weekly")

    kept = set(Date.objects.values_list("on", flat=True))
    assert date(2026, 3, 13) in kept
    assert not {date(2026, 4, 3), date(2026, 12, 25)} & kept


def test_whoever_meets_on_holidays_too_leaves_none_out(cast: Cast):
    response = look(cast, first="2026-03-06", rhythm="weekly", country="")

    assertNotContains(response, "left out")
    assertContains(response, "53 dates")


def test_a_region_is_offered_where_it_has_holidays_of_its_own(cast: Cast):
    assertContains(look(cast, country="NZ"), "South Canterbury")
    assertContains(look(cast, country="DE", region="AUK"), "Bayern")
    assertNotContains(look(cast, country="WS", region=""), "The whole country only")


def test_a_region_of_another_country_counts_for_nothing(cast: Cast):
    keep(cast, country="DE", region="AUK")

    assert (schedule_of(cast.group) or Schedule()).region == ""


def test_what_was_looked_at_is_what_is_kept(cast: Cast):
    response = keep(cast)

    assertRedirects(response, f"/groups/{cast.group.pk}/dates/", fetch_redirect_response=False)
    schedule = schedule_of(cast.group)
    assert schedule
    assert schedule.rule.pattern == {"FREQ": "WEEKLY", "INTERVAL": 2, "BYDAY": "TU"}
    assert first_date(cast.group).starts_at == datetime(2026, 3, 3, 6, tzinfo=UTC)


def test_what_was_changed_after_looking_is_shown_again_and_not_kept(cast: Cast):
    seen = re.search(r'name="seen" value="(\w+)"', look(cast).text)
    assert seen
    page = f"/groups/{cast.group.pk}/dates/plan/"
    other = USUAL | {"time": "18:00", "step": "keep", "seen": seen[1]}

    response = signed_in(cast.ada).post(page, other)

    assertContains(response, "Every second Tuesday at 18:00")
    assert not Schedule.objects.exists()


def test_the_night_in_which_the_clocks_change_is_said(cast: Cast):
    skipped = look(cast, first="2026-03-22", time="02:30", zone="Europe/Berlin", rhythm="weekly")
    assertContains(skipped, "The clocks skip this hour: you begin at 3:30.")
    assertContains(skipped, "The clocks show this hour twice: you begin at the first.")


def test_once_a_month_is_said_with_its_weekday(cast: Cast):
    assertContains(look(cast, rhythm="monthly", first="2026-03-10"), "Every second Tuesday of the")
    assertContains(look(cast, rhythm="monthly", first="2026-03-31"), "Every last Tuesday of the")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"first": "2026-02-03"}, "That day is over."),
        ({"first": "2026-03-02", "time": "09:00"}, "That is over already."),
        ({"first": "2028-02-03"}, "That is more than a year away."),
        ({"first": "31 February"}, "Give a date, such as"),
        ({"first": ""}, "Give the first day."),
        ({"time": "25:00"}, "Give a time, such as 19:00."),
        ({"minutes": "5"}, "A session needs at least 15 minutes."),
        ({"minutes": "soon"}, "Give the minutes as a whole number."),
        ({"zone": "Mars/Crater"}, "This time zone is not known."),
        ({"country": "XX"}, "Choose a country from the list."),
        ({"rhythm": "daily"}, "Choose how often."),
        ({"rhythm": ""}, "Choose how often."),
    ],
)
def test_what_cannot_be_is_said_in_words(cast: Cast, wrong: dict[str, str], said: str):
    response = look(cast, **wrong)

    assertContains(response, said, status_code=422)
    assert not Schedule.objects.exists()


def test_everybody_gets_a_letter_with_all_dates_for_their_calendar(cast: Cast):
    live_in(cast.ben, "Europe/Berlin")
    keep(cast)

    assert len(mail.outbox) == 3
    [letter] = letters_to(cast.ben)
    found = read_by_others(calendar_in(letter))
    assert [when for when, _status in found] == list(
        Date.objects.order_by("starts_at").values_list("starts_at", flat=True)
    )
    for name in ("Tuesday group", "Ada", "Ben", "Cai"):
        assert name not in str(letter.message().as_string())


# Changing the rule


def test_what_is_past_stays_and_what_is_to_come_is_new(dated: Cast):
    with at("2026-03-20T09:00"):
        make_dates(dated.group, first=date(2026, 3, 25), rhythm=Rhythm.WEEKLY)

        walls = list(Date.objects.order_by("starts_at").values_list("on", flat=True)[:4])
    assert walls == [date(2026, 3, 3), date(2026, 3, 17), date(2026, 3, 25), date(2026, 4, 1)]


def test_answers_stay_where_the_hour_stays(dated: Cast):
    ben = place_of(dated.ben, dated.group)
    answer(date=nth_date(dated.group, 1), member=ben, is_coming=False)  # 17 March
    answer(date=nth_date(dated.group, 2), member=ben, is_coming=False)  # 31 March

    make_dates(dated.group, first=date(2026, 3, 17), rhythm=Rhythm.FOUR_WEEKLY)

    said = Coming.objects.values_list("date__on", "is_coming")
    assert list(said) == [(date(2026, 3, 17), False)]


def test_answers_to_another_hour_are_asked_for_anew(dated: Cast):
    ben = place_of(dated.ben, dated.group)
    answer(date=nth_date(dated.group, 1), member=ben, is_coming=False)

    make_dates(dated.group, time=time(18, 30))

    assert not Coming.objects.exists()


def test_calendars_keep_the_past_and_lose_the_rest(dated: Cast):
    with at("2026-03-20T09:00"):
        make_dates(dated.group, first=date(2026, 3, 25))

    old, new = letters_to(dated.ada)
    ended = read_by_others(calendar_in(old))
    assert [when.date() for when, _status in ended] == [date(2026, 3, 3), date(2026, 3, 17)]
    assert "SEQUENCE:1" in calendar_in(old)
    assert read_by_others(calendar_in(new))[0][0].date() == date(2026, 3, 25)
    uids = {re.search(r"UID:(\S+)", calendar_in(letter))[1] for letter in (old, new)}  # type: ignore[index]
    assert len(uids) == 2


def test_a_rule_changed_before_its_first_date_is_taken_back_whole(dated: Cast):
    make_dates(dated.group, first=date(2026, 3, 4))

    old, _new = letters_to(dated.ada)
    assert "METHOD:CANCEL" in calendar_in(old)
    assert {status for _when, status in read_by_others(calendar_in(old))} == {"CANCELLED"}


def test_the_form_begins_with_the_rule_that_stands(dated: Cast):
    response = signed_in(dated.ada).get(f"/groups/{dated.group.pk}/dates/plan/")

    assertContains(response, 'value="19:00"')
    assertContains(response, 'value="2026-03-03"')
    assertContains(response, "What is past stays")


def test_looking_costs_few_queries(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
):
    client = signed_in(cast.ada)

    with django_assert_max_num_queries(6):
        client.post(f"/groups/{cast.group.pk}/dates/plan/", USUAL | {"step": "look"})


def test_a_group_that_was_formed_begins_with_the_time_that_forming_found(cast: Cast):
    cast.group.slot_minute, cast.group.slot_zone = 3 * 24 * 60 + 9 * 60 + 30, "Europe/Berlin"
    cast.group.save()
    response = signed_in(cast.ada).get(f"/groups/{cast.group.pk}/dates/plan/")

    assertContains(response, 'value="2026-03-05"')  # a Thursday
    assertContains(response, 'value="09:30"')
    assertContains(response, '<option value="Europe/Berlin" selected>')
    assertContains(response, '<option value="DE" selected>')


@pytest.mark.parametrize(
    ("begins", "first"),
    [("2026-04-01", "2026-04-02"), ("2026-04-02", "2026-04-02"), ("2026-01-01", "2026-03-05")],
)
def test_its_dates_begin_no_earlier_than_its_programme(cast: Cast, begins: str, first: str):
    cast.group.slot_minute, cast.group.slot_zone = 3 * 24 * 60 + 9 * 60 + 30, "Europe/Berlin"
    cast.group.slot_from = date.fromisoformat(begins)
    cast.group.save()

    response = signed_in(cast.ada).get(f"/groups/{cast.group.pk}/dates/plan/")

    assertContains(response, f'value="{first}"')
