from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from tests.make import make_cast, make_group, make_person, signed_in

pytestmark = pytest.mark.django_db


def test_a_visitor_is_told_what_this_is_and_where_to_go():
    response = Client().get("/")

    assertContains(response, "No one knows as much as all of us")
    assertContains(response, 'href="/sign-in/"')


def test_somebody_without_a_group_has_one_thing_to_do():
    response = signed_in(make_person("Dana")).get("/")

    assertContains(response, "You are in no group yet")
    assertContains(response, "button--main", count=1)
    assertContains(response, 'href="/groups/new/"')


def test_my_groups_are_there_and_nobody_elses():
    cast = make_cast()

    response = signed_in(cast.ada).get("/")

    assertContains(response, cast.group.name)
    assertContains(response, "You are 3.")
    assertNotContains(response, cast.other_group.name)


def test_a_group_that_was_left_is_gone():
    cast = make_cast()

    assertNotContains(signed_in(cast.eli).get("/"), cast.group.name)


def test_three_groups_cost_as_many_queries_as_one(
    django_assert_num_queries: DjangoAssertNumQueries,
):
    few, many = make_person("Ada"), make_person("Ben")
    make_group(people=(few,))
    for number in range(3):
        make_group(name=f"Group {number}", people=(many,))

    for person in (few, many):
        client = signed_in(person)
        with django_assert_num_queries(18):
            client.get("/")
