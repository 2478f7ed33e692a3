from __future__ import annotations

from dataclasses import replace

from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from levelground.accounts.models import Person
from tests.formation.making import Desk, candidates, make_proposal


def test_two_of_one_group(desk: Desk):
    page = desk.get("why/?person=0&other=1")

    assertContains(page, "They share Tuesday 09:00 (UTC)")
    assertContains(page, "They share English.")
    assertContains(page, "How different they are:")


def test_two_of_different_groups(desk: Desk):
    page = desk.get("why/?person=0&other=9")

    assertContains(page, "No rule keeps these two apart")
    assertContains(page, "If they changed places:")


def test_a_wish_told_in_confidence_names_nobody(fay: Person):
    people = list(candidates())
    people[0] = replace(people[0], not_together=(people[9].id,))
    people[1] = replace(people[1], reports_to=people[8].id)
    desk = Desk(make_proposal(fay, people=people))

    apart = desk.get("why/?person=9&other=0")
    assertContains(apart, "Two are not to be put together.")
    unequal = desk.get("why/?person=1&other=8")
    assertContains(unequal, "Their standing is not equal.")
    assertNotContains(unequal, "stands above")


def test_why_somebody_waits(desk: Desk):
    desk.change("moved", one=4, other=-1)

    assertContains(desk.get("why/?person=4"), "They were taken out of a group by hand.")


def test_why_somebody_is_where_they_are(desk: Desk):
    assertContains(desk.get("why/?person=4"), "In Group 1 every rule holds for them.")


def test_nobody_in_particular_leads_back_to_the_groups(desk: Desk):
    for query in ("", "?person=99", "?person=x", "?person=-1"):
        assertRedirects(
            desk.get(f"why/{query}"), f"/forming/{desk.round.pk}/", target_status_code=302
        )
