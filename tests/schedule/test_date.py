"""One date: who comes, what you say, whether it is enough of you."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from levelground.schedule.actions import answer, cancel_date
from levelground.schedule.models import Coming
from tests.make import Cast, signed_in
from tests.schedule.making import at, first_date, place_of


def test_until_you_say_otherwise_you_are_counted_in(dated: Cast):
    response = signed_in(dated.ada).get(first_date(dated.group).get_absolute_url())

    assertContains(response, "You are counted in until you say otherwise")
    assertContains(response, "is counted in", count=3)


def test_no_needs_no_reason_and_is_one_button(dated: Cast):
    date = first_date(dated.group)
    client = signed_in(dated.ben)

    response = client.post(f"{date.get_absolute_url()}coming/", {"coming": "no"})

    assertRedirects(response, date.get_absolute_url(), fetch_redirect_response=False)
    assertContains(client.get(date.get_absolute_url()), "You said that you cannot come")
    assertContains(signed_in(dated.ada).get(date.get_absolute_url()), "cannot come")


def test_the_last_word_counts(dated: Cast):
    date = first_date(dated.group)
    for word in ("no", "yes", "no", "yes"):
        signed_in(dated.ben).post(f"{date.get_absolute_url()}coming/", {"coming": word})

    assert Coming.objects.get().is_coming


def test_when_too_few_can_come_it_is_said_with_the_way_out(dated: Cast):
    date = first_date(dated.group)
    answer(date=date, member=place_of(dated.ben, dated.group), is_coming=False)
    response = signed_in(dated.ada).get(date.get_absolute_url())

    assertContains(response, "Only 2 of you can come, and you agreed on at least 3.")
    assertContains(response, f"{date.get_absolute_url()}moving/")


def test_enough_is_enough(dated: Cast):
    date = first_date(dated.group)
    dated.group.quorum = 2
    dated.group.save()
    answer(date=date, member=place_of(dated.ben, dated.group), is_coming=False)

    response = signed_in(dated.ada).get(date.get_absolute_url())
    assertNotContains(response, "you agreed on at least")


def test_what_has_begun_is_answered_no_more(dated: Cast):
    date = first_date(dated.group)
    with at("2026-03-03T06:00"):
        response = signed_in(dated.ben).post(f"{date.get_absolute_url()}coming/", {"coming": "no"})

    assertContains(response, "This date has begun.", status_code=409)
    assert not Coming.objects.exists()


def test_what_was_cancelled_is_answered_no_more(dated: Cast):
    date = first_date(dated.group)
    cancel_date(date=date)

    response = signed_in(dated.ben).post(f"{date.get_absolute_url()}coming/", {"coming": "no"})

    assertContains(response, "This date was cancelled.", status_code=409)


@pytest.mark.parametrize("said", [{}, {"coming": ""}, {"coming": "maybe"}, {"coming": "yes" * 999}])
def test_a_button_that_cannot_be_read_changes_nothing(dated: Cast, said: dict[str, str]):
    url = f"{first_date(dated.group).get_absolute_url()}coming/"

    assert signed_in(dated.ben).post(url, said).status_code == 422
    assert not Coming.objects.exists()


def test_the_way_in_is_there_a_quarter_of_an_hour_before(dated: Cast):
    url = first_date(dated.group).get_absolute_url()
    client = signed_in(dated.ada)

    for when, is_open in (
        ("2026-03-03T05:44", False),
        ("2026-03-03T05:45", True),
        ("2026-03-03T07:29", True),
        ("2026-03-03T07:30", False),
    ):
        with at(when):
            assert ("Come in" in client.get(url).text) == is_open, when


def test_one_page_costs_few_queries(
    dated: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
):
    client = signed_in(dated.ada)

    with django_assert_max_num_queries(6):
        client.get(first_date(dated.group).get_absolute_url())
