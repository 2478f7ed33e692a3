from __future__ import annotations

from pytest_django.asserts import assertContains, assertNotContains

from levelground.accounts.models import Person
from levelground.demo.cast import make_person
from levelground.formation.models import Roster, Round
from tests.formation.making import Desk, make_round
from tests.make import signed_in


def test_only_coordinators_are_offered_to_form_groups(fay: Person):
    ada = make_person("Ada")

    assertContains(signed_in(fay).get("/"), 'href="/forming/"')
    assertNotContains(signed_in(ada).get("/"), "/forming/")
    assert signed_in(ada).get("/forming/").status_code == 404


def test_a_round_begins_with_its_name(fay: Person):
    response = signed_in(fay).post("/forming/new/", {"name": "Autumn"})

    round_ = Round.objects.get()
    assert response["Location"] == f"/forming/{round_.pk}/"
    assertContains(signed_in(fay).get("/forming/"), "Autumn")


def test_another_coordinator_sees_nothing_of_it(desk: Desk):
    other = signed_in(make_person("Gus", is_staff=True))

    assertNotContains(other.get("/forming/"), "Autumn")
    for page in ("", "people/", "rules/", "proposal/", "publication/", "erasing/"):
        assert other.get(f"/forming/{desk.round.pk}/{page}").status_code == 404


def test_somebody_who_is_no_coordinator_any_more_sees_nothing(desk: Desk, fay: Person):
    Person.objects.filter(pk=fay.pk).update(is_staff=False)

    assert desk.get("proposal/").status_code == 404


def test_the_round_leads_to_where_it_is(fay: Person, desk: Desk):
    fresh = Desk(make_round(fay))

    assert desk.get()["Location"].endswith("/proposal/")
    assert fresh.get()["Location"].endswith("/rules/")
    fresh.post("search/")
    assert fresh.get()["Location"].endswith("/search/")


def test_erasing_leaves_nothing(desk: Desk):
    assertContains(desk.get("erasing/"), "Erase Autumn?")

    desk.post("erasing/")

    assert not Round.objects.exists()
    assert not Roster.objects.exists()
