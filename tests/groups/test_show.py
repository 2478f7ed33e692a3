from __future__ import annotations

import re

import pytest
from django.core import mail
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from levelground.groups.models import Group, Question
from tests.make import make_cast, make_group, make_person, signed_in

pytestmark = pytest.mark.django_db


def test_members_see_one_another_and_who_has_been_asked():
    cast = make_cast()
    signed_in(cast.ben).post(f"/groups/{cast.group.pk}/invitations/", {"email": "tama@x.example"})

    response = signed_in(cast.ada).get(f"/groups/{cast.group.pk}/")

    for shown in ("Ada", "Ben", "Cai", "tama@x.example"):
        assertContains(response, shown)
    for hidden in ("Eli", "ben@example.org", cast.other_group.name):
        assertNotContains(response, hidden)


def test_the_call_opens_beside_and_learns_nothing_of_us():
    group = make_group(members=1)
    Group.objects.update(call_link="https://meet.example/us")

    response = signed_in(group.people.get()).get(f"/groups/{group.pk}/")

    assertContains(response, 'href="https://meet.example/us"')
    assertContains(response, 'rel="noopener noreferrer"')


def test_a_name_is_text():
    group = make_group(name="<img src=x>", members=1)

    response = signed_in(group.people.get()).get(f"/groups/{group.pk}/")

    assertNotContains(response, "<img")


def test_a_full_page_costs_as_many_queries_as_a_small_one(
    django_assert_num_queries: DjangoAssertNumQueries,
):
    small = make_group(members=2)
    people = [make_person(f"Person {number}", email=f"p{number}@x.example") for number in range(8)]
    large = make_group(name="Large", people=people)
    for group in (small, large):
        client = signed_in(group.people.all()[0])
        with django_assert_num_queries(28):
            client.get(f"/groups/{group.pk}/")


# Changing how we meet


def test_any_member_may_change_how_we_meet():
    cast = make_cast()

    response = signed_in(cast.cai).post(
        f"/groups/{cast.group.pk}/edit/",
        {"name": "Wednesday", "quorum": "2", "minutes": "60", "call_link": ""},
    )

    assertRedirects(response, f"/groups/{cast.group.pk}/")
    cast.group.refresh_from_db()
    assert (cast.group.name, cast.group.quorum, cast.group.minutes) == ("Wednesday", 2, 60)


@pytest.mark.parametrize(("said", "kept"), [("4", 4), ("", None)])
def test_and_after_how_many_sessions_we_look_at_ourselves(said: str, kept: int | None):
    cast = make_cast()
    usual = {"name": "Wednesday", "quorum": "2", "minutes": "60", "call_link": ""}
    page = f"/groups/{cast.group.pk}/edit/"

    signed_in(cast.cai).post(page, usual | {"review_after": "9"})
    signed_in(cast.cai).post(page, usual | {"review_after": said})

    cast.group.refresh_from_db()
    assert cast.group.review_after == kept


@pytest.mark.parametrize("wrong", ["0", "27", "often"])
def test_a_number_that_is_none_is_answered_in_words(wrong: str):
    cast = make_cast()
    usual = {"name": "Wednesday", "quorum": "2", "minutes": "60", "call_link": ""}

    response = signed_in(cast.cai).post(
        f"/groups/{cast.group.pk}/edit/", usual | {"review_after": wrong}
    )

    assertContains(response, "field__error", status_code=422)
    cast.group.refresh_from_db()
    assert cast.group.review_after is None


# Leaving


def test_leaving_takes_a_post_and_is_at_once():
    cast = make_cast()
    ben = signed_in(cast.ben)
    page = f"/groups/{cast.group.pk}/"

    assertContains(ben.get(f"{page}leaving/"), "You need no reason")
    assert ben.get(page).status_code == 200
    assertRedirects(ben.post(f"{page}leaving/"), "/")

    assert ben.get(page).status_code == 404


def test_leaving_tells_nobody():
    cast = make_cast()
    ada = signed_in(cast.ada)
    before = ada.get("/").text.count("notice")

    signed_in(cast.ben).post(f"/groups/{cast.group.pk}/leaving/")

    assert not mail.outbox
    assert ada.get("/").text.count("notice") == before
    assertNotContains(ada.get(f"/groups/{cast.group.pk}/"), "left")


def test_who_has_left_can_be_asked_again():
    cast = make_cast()
    ada = signed_in(cast.ada)

    ada.post(f"/groups/{cast.group.pk}/invitations/", {"email": cast.eli.email})

    assert Question.objects.get().email == cast.eli.email


# One thing to do next


def filled_buttons(page: str) -> list[str]:
    buttons = re.findall(r"<(?:a|button)[^>]*button--main[^>]*>\s*([^<]*?)\s*<", page)
    return [str(button) for button in buttons]


def test_whoever_is_alone_asks_others_first():
    ada = make_person("Ada")
    group = make_group(people=[ada])

    assert filled_buttons(signed_in(ada).get(f"/groups/{group.pk}/").text) == ["Ask them to join"]
    assert filled_buttons(signed_in(ada).get("/").text) == ["Ask others to join"]


def test_once_somebody_is_asked_a_session_can_be_planned():
    ada = make_person("Ada")
    group = make_group(people=[ada])

    signed_in(ada).post(f"/groups/{group.pk}/invitations/", {"email": "tama@x.example"})

    assert filled_buttons(signed_in(ada).get(f"/groups/{group.pk}/").text) == [
        "Plan a session, or begin one now"
    ]
