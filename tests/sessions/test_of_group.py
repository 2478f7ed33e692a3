"""A group's sessions on the group's page, and on the page of all one's groups."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from levelground.sessions.models import Session
from tests.make import make_group, signed_in
from tests.room import Room, later, make_session, person


def test_the_session_that_runs_is_offered_first(running: Room):
    later_on = make_session(group=running.group)
    Session.objects.filter(pk=later_on.pk).update(starts_at="2026-03-09T12:00Z")

    response = running.browsers["Ada"].get(running.group.get_absolute_url())

    assertContains(response, f'href="{running.url()}"')
    assertContains(response, "Your session is running")


def test_what_was_can_be_looked_at_again(running: Room):
    running.until("")

    response = running.browsers["Ada"].get(running.group.get_absolute_url())

    assertContains(response, f'href="{running.url()}"')
    assertContains(response, "2 March 2026")


def test_nobodys_words_are_on_the_page(running: Room):
    running.until("bring").write("Ada", "topic", "Zaunkönig")
    running.until("")

    assertNotContains(running.browsers["Ada"].get(running.group.get_absolute_url()), "Zaunkönig")


@pytest.mark.parametrize("sessions", [1, 3])
def test_a_group_with_more_sessions_costs_no_more_queries(
    running: Room, sessions: int, django_assert_max_num_queries: DjangoAssertNumQueries
):
    running.until("")
    for number in range(sessions):
        with later(days=number + 1):
            made = make_session(group=running.group)
            Session.objects.filter(pk=made.pk).update(closed_at=made.starts_at)

    with django_assert_max_num_queries(33):
        running.browsers["Ada"].get(running.group.get_absolute_url())


@pytest.mark.parametrize("groups", [1, 3])
def test_more_groups_cost_no_more_queries(
    db: None, groups: int, django_assert_max_num_queries: DjangoAssertNumQueries
):
    ada = person("Ada")
    for number in range(groups):
        make_session(group=make_group(name=f"Group {number}", people=[ada]))
    browser = signed_in(ada)

    with django_assert_max_num_queries(18):
        browser.get("/")
