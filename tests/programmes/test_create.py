from __future__ import annotations

from typing import Any

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from levelground.accounts.models import Person
from levelground.core.formation import OrganisationRule
from levelground.programmes.models import Organisation, Programme
from levelground.programmes.queries.programmes import rules_of
from tests.make import make_person, signed_in
from tests.programmes.making import Desk

GOOD = {
    "name": "Spring",
    "kind": "external",
    "organisations": "Harbour Food Bank\n\n City  Council \nharbour food bank",
    "starts_on": "2027-03-01",
    "ends_on": "2027-08-30",
    "time_zone": "Pacific/Auckland",
    "minutes": "75",
    "every": "2",
    "asks": "Come and try it.",
    "agency": "Volunteer Wellington",
    "agency_address": "186 Willis Street",
    "law": "",
}


def opened(fay: Person, **more: str) -> Any:
    return signed_in(fay).post("/programmes/new/", GOOD | more)


def test_a_programme_has_rules_that_follow_from_what_it_is(fay: Person):
    response = opened(fay)

    programme = Programme.objects.get()
    assertRedirects(response, f"/programmes/{programme.pk}/")
    rules, _weights = rules_of(programme)
    assert rules.organisation is OrganisationRule.EXTERNAL
    assert rules.meeting_minutes == 75
    assert rules.weeks == 26
    assert rules.time_zone == "Pacific/Auckland"
    assert [one.name for one in programme.organisations.all()] == [
        "City Council",
        "Harbour Food Bank",
    ]


def test_within_one_organisation_groups_come_from_it(fay: Person):
    opened(fay, kind="internal", organisations="City Council")

    assert rules_of(Programme.objects.get())[0].organisation is OrganisationRule.INTERNAL


def test_how_far_apart_grades_may_be_is_said_once(fay: Person):
    """To change it and look again would measure the difference of any two."""
    opened(fay, grades_apart="3")
    programme = Programme.objects.get()
    assert rules_of(programme)[0].grades_apart == 3

    page = signed_in(fay).get(f"/programmes/{programme.pk}/edit/")
    assertNotContains(page, "grades_apart")
    signed_in(fay).post(f"/programmes/{programme.pk}/edit/", GOOD | {"grades_apart": "0"})

    assert rules_of(Programme.objects.get())[0].grades_apart == 3


def test_the_same_organisation_is_one_whoever_names_it(fay: Person):
    opened(fay)
    opened(make_person("Gus", is_staff=True), organisations="CITY COUNCIL\nAnother")

    assert Organisation.objects.filter(name__iexact="city council").count() == 1


@pytest.mark.parametrize(
    ("field", "said", "answer"),
    [
        ("name", "", "Give it a name"),
        ("name", "\u200b \u202e", "Give it a name"),
        ("kind", "both", "Choose one"),
        ("organisations", "One", "at least two"),
        ("organisations", "", "Name at least one"),
        ("organisations", "x" * 81 + "\ny", "at most 80"),
        ("ends_on", "2027-03-01", "comes after the first"),
        ("ends_on", "2031-03-01", "three years at most"),
        ("ends_on", "9999-99-99", "Give a date"),
        ("minutes", "5", "at least 15"),
        ("minutes", "1e9", "whole number"),
        ("every", "9", "Choose one"),
        ("time_zone", "../etc/passwd", "from the list"),
        ("agency", "", "that asks"),
        ("agency_address", "", "reach you"),
        ("asks", "x" * 2001, "Shorten it"),
    ],
)
def test_what_is_missing_is_asked_for_in_a_sentence(
    fay: Person, field: str, said: str, answer: str
):
    response = opened(fay, **{field: said})

    assertContains(response, answer, status_code=422)
    assert not Programme.objects.exists()


def test_changing_keeps_the_rules_that_were_chosen(desk: Desk):
    desk.post("edit/", **GOOD | {"minutes": "60"})

    desk.programme.refresh_from_db()
    assert desk.programme.minutes == 60
    assert rules_of(desk.programme)[0].meeting_minutes == 60
    assertContains(desk.get("edit/"), "City Council\nHarbour Food Bank")


def test_a_change_that_cannot_be_is_refused(desk: Desk):
    assertContains(desk.post("edit/", **GOOD | {"ends_on": ""}), "programme ends", status_code=422)
