"""A date opens its session, for whichever member comes first; one that nobody opened did not meet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from levelground.groups.models import Group
from levelground.runtime import clock
from levelground.schedule.actions import answer, cancel_date
from levelground.schedule.models import Date
from levelground.sessions.models import Session
from tests.make import make_agreement, make_dates, signed_in
from tests.room import Room, make_session, person

STARTS = datetime(2026, 3, 3, 6, tzinfo=UTC)


@pytest.fixture
def group(room: Room) -> Group:
    """A group of three with dates, whose only session is one of long ago."""
    make_dates(room.group, first=STARTS.date())
    Session.objects.all().delete()
    return room.group


@pytest.fixture
def date(group: Group) -> Date:
    return Date.objects.select_related("schedule__group").earliest("starts_at")


@pytest.fixture
def ada(room: Room) -> Client:
    return signed_in(person("Ada"))


@pytest.fixture
def _before() -> Iterator[None]:
    with clock.held(STARTS.replace(hour=5, minute=50)):
        yield


def come_in(client: Client, date: Date):
    return client.post(f"/sessions/of-date/{date.pk}/")


@pytest.mark.usefixtures("_before")
def test_whoever_comes_first_makes_it_and_the_others_find_it(ada: Client, date: Date):
    come_in(ada, date)
    session = Session.objects.get()
    response = come_in(signed_in(person("Ben")), date)

    assertRedirects(response, session.get_absolute_url(), fetch_redirect_response=False)
    assert (session.date, session.starts_at, session.minutes) == (date, STARTS, 90)


def test_too_early_the_date_itself_is_shown(ada: Client, date: Date):
    with clock.held(STARTS.replace(hour=5, minute=44)):
        response = come_in(ada, date)

    assertRedirects(response, date.get_absolute_url(), fetch_redirect_response=False)
    assert not Session.objects.exists()


def test_when_it_would_be_over_it_is_too_late(ada: Client, date: Date):
    with clock.held(STARTS.replace(hour=7, minute=30)):
        come_in(ada, date)

    assert not Session.objects.exists()


@pytest.mark.usefixtures("_before")
def test_what_does_not_take_place_opens_nothing(ada: Client, date: Date):
    cancel_date(date=date)
    come_in(ada, date)

    assert not Session.objects.exists()


@pytest.mark.usefixtures("_before")
def test_the_one_thing_to_do_is_to_come_in(ada: Client, group: Group, date: Date):
    for page in ("/", group.get_absolute_url()):
        response = ada.get(page)
        assertContains(response, f'action="/sessions/of-date/{date.pk}/"')
        assertContains(response, "button--main", count=1)


def test_days_before_the_next_date_stands_there_with_what_you_said(
    ada: Client, group: Group, date: Date
):
    make_agreement(group=group)  # else that comes first
    for page in ("/", group.get_absolute_url()):
        assertContains(ada.get(page), "Tuesday 3 March, 06:00")
        assertContains(ada.get(page), "you are counted in")
    ada.post(f"/dates/{date.pk}/coming/", {"coming": "yes"})
    assertContains(ada.get("/"), "you are coming")
    assertNotContains(ada.get("/"), "Come in")


def test_a_session_besides_that_comes_earlier_stands_first(ada: Client, group: Group, date: Date):
    session = make_session(group=group)

    assertContains(ada.get("/"), session.get_absolute_url())
    assertNotContains(ada.get("/"), date.get_absolute_url())


def test_a_date_on_which_nobody_came_did_not_meet(ada: Client, group: Group, date: Date):
    with clock.held(STARTS.replace(hour=8)):
        response = ada.get(group.get_absolute_url())
        assertContains(response, "3 March 2026")
        assertContains(response, "did not meet")


def test_a_date_on_which_you_met_is_a_session(ada: Client, group: Group, date: Date):
    with clock.held(STARTS):
        come_in(ada, date)
        Session.objects.update(closed_at=STARTS)
    with clock.held(STARTS.replace(hour=8)):
        assertNotContains(ada.get(group.get_absolute_url()), "did not meet")


def test_an_answer_is_one_button_on_the_page_of_the_group(ada: Client, group: Group, date: Date):
    assertContains(ada.get(group.get_absolute_url()), f'action="/dates/{date.pk}/coming/"')
    answer(date=date, member=group.members.order_by("pk")[0], is_coming=False)
    assertContains(ada.get(group.get_absolute_url()), "you cannot come")
