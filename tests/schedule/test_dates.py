"""All dates of a group, on its own page."""

from __future__ import annotations

import re
from datetime import date, time

import pytest
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from levelground.core.schedule import Rhythm
from levelground.schedule.actions import answer, cancel_date
from levelground.schedule.models import Date
from tests.make import Cast, join, make_dates, make_person, signed_in
from tests.schedule.making import AUCKLAND, at, first_date, live_in, nth_date, place_of


def page(cast: Cast, who: str = "ada") -> str:
    response = signed_in(getattr(cast, who)).get(f"/groups/{cast.group.pk}/dates/")
    assert response.status_code == 200
    return response.text


def seen(text: str) -> str:
    """What is read, by whomever it is read."""
    return " ".join(re.sub("<[^>]+>", "", text).split())


def test_a_year_of_dates_with_what_you_said(dated: Cast):
    answer(date=nth_date(dated.group, 0), member=place_of(dated.ada, dated.group), is_coming=True)
    answer(date=nth_date(dated.group, 1), member=place_of(dated.ada, dated.group), is_coming=False)
    live_in(dated.ada, "Pacific/Auckland")
    text = " ".join(page(dated).split())

    assert text.count('href="/dates/') == 27
    assert "Tuesday 3 March 2026, 19:00" in seen(text)
    assert text.count("you are coming") == 1
    assert text.count("you cannot come") == 1


def test_times_are_on_the_readers_clock(dated: Cast):
    live_in(dated.ben, "Europe/Berlin")
    text = page(dated, "ben")

    assert "Tuesday 3 March 2026, 07:00" in seen(text)
    assert "That is on the clock of Pacific/Auckland" in seen(text)


def test_the_groups_page_says_on_whose_clock_the_rule_is(dated: Cast):
    live_in(dated.ada, AUCKLAND)
    live_in(dated.ben, "Europe/Berlin")
    for who, is_said in ((dated.ada, False), (dated.ben, True)):
        text = seen(signed_in(who).get(f"/groups/{dated.group.pk}/").text)
        assert "Every second Tuesday at 19:00" in text
        assert ("on the clock of Pacific/Auckland" in text) is is_said


def test_a_date_stands_in_the_month_that_the_reader_has_then(cast: Cast):
    """Six in the morning of 1 April in Auckland is the evening of 31 March in Berlin."""
    make_dates(cast.group, rhythm=Rhythm.MONTHLY, first=date(2026, 4, 1), time=time(6))
    for who, zone, month in (("ada", AUCKLAND, "April"), ("ben", "Europe/Berlin", "March")):
        live_in(getattr(cast, who), zone)
        [first, *_later] = re.findall("<h2>(.*?)</h2>", page(cast, who))
        assert first == f"{month} 2026"


def test_a_cancelled_date_stays_in_the_list_so_that_nobody_comes(dated: Cast):
    cancel_date(date=first_date(dated.group))

    assert "does not take place" in page(dated)


def test_too_few_is_said_beside_the_date(dated: Cast):
    answer(date=first_date(dated.group), member=place_of(dated.ben, dated.group), is_coming=False)

    assert page(dated).count("too few so far") == 1


def test_a_group_without_dates_is_shown_the_way_to_some(cast: Cast):
    response = signed_in(cast.ada).get(f"/groups/{cast.group.pk}/dates/")

    assertContains(response, f"/groups/{cast.group.pk}/time/")
    assertNotContains(response, "End these dates")


def test_the_last_dates_are_said_in_time(dated: Cast):
    assert "another year" not in page(dated)
    with at("2027-02-01T09:00"):
        assert "another year" in page(dated)


@pytest.mark.parametrize("rhythm", [Rhythm.MONTHLY, Rhythm.WEEKLY])
def test_more_dates_and_six_members_cost_no_more_queries(
    cast: Cast, rhythm: Rhythm, django_assert_max_num_queries: DjangoAssertNumQueries
):
    for name in ("Fia", "Gil", "Ivo"):
        join(cast.group, make_person(name))
    make_dates(cast.group, rhythm=rhythm)
    client = signed_in(cast.ada)

    with django_assert_max_num_queries(8):
        client.get(f"/groups/{cast.group.pk}/dates/")
    assert Date.objects.count() in {12, 13, 52, 53}
