from __future__ import annotations

import pytest
from pytest_django.asserts import assertContains, assertRedirects

from levelground.groups.models import Group
from tests.make import make_person, signed_in

pytestmark = pytest.mark.django_db

USUAL = {"name": "Tuesday group", "quorum": "3", "minutes": "90", "call_link": ""}


def test_who_starts_a_group_is_its_first_member():
    ada = make_person("Ada")

    response = signed_in(ada).post("/groups/new/", USUAL)

    group = Group.objects.get()
    assertRedirects(response, f"/groups/{group.pk}/")
    assert [member.person for member in group.members.all()] == [ada]


def test_what_is_usual_is_filled_in():
    response = signed_in(make_person("Ada")).get("/groups/new/")

    assertContains(response, 'name="minutes" value="90"')
    assertContains(response, 'name="quorum" value="3"')


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "required"),
        ({"name": "x" * 81}, "80"),
        ({"quorum": "1"}, "2"),
        ({"quorum": "9"}, "8"),
        ({"minutes": "14"}, "15"),
        ({"minutes": "241"}, "240"),
        ({"minutes": "many"}, "whole number"),
        ({"call_link": "http://call.example/"}, "https://"),
        ({"call_link": "javascript:alert(1)"}, "https://"),
        ({"call_link": "data:text/html,x"}, "https://"),
    ],
)
def test_what_is_wrong_is_said(wrong: dict[str, str], sentence: str):
    response = signed_in(make_person("Ada")).post("/groups/new/", USUAL | wrong)

    assertContains(response, sentence, status_code=422)
    assert not Group.objects.exists()


def test_a_call_link_without_a_scheme_is_taken_as_https():
    signed_in(make_person("Ada")).post("/groups/new/", USUAL | {"call_link": "meet.example/us"})

    assert Group.objects.get().call_link == "https://meet.example/us"
