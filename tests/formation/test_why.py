from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from levelground.accounts.models import Person
from levelground.core.formation import Free
from levelground.core.formation import Person as Candidate
from tests.formation.making import LATER, Desk, candidates, make_proposal

APART = "A rule keeps these two apart."


def test_two_of_one_group(desk: Desk):
    page = desk.get("why/?person=0&other=1")

    assertContains(page, "They are in the same group.")
    assertContains(page, "No rule keeps these two apart.")
    for said in ("different", "%", "of 100", "Tuesday", "English"):
        assertNotContains(page, said)


def test_two_of_different_groups(desk: Desk):
    page = desk.get("why/?person=0&other=9")

    assertContains(page, "No rule keeps these two apart.")
    assertNotContains(page, "If they changed places")


def told(**said: Any) -> Sequence[Candidate]:
    """Ten people, of whom 9 said this of themselves, or of 0."""
    people = list(candidates())
    people[9] = replace(people[9], **said)
    return people


ZERO = candidates()[0].id
KINDS: dict[str, dict[str, Any]] = {
    "would rather not": {"not_together": (ZERO,)},
    "reports to": {"reports_to": ZERO},
    "assesses or pays": {"answers_for": (ZERO,)},
    "has no time": {"free": (Free(starts=LATER, ends=LATER + 240),)},
    "has no time that is long enough": {"free": (Free(starts=LATER, ends=LATER + 20),)},
    "speaks no common language": {"languages": ("Maori",)},
    "gave no language": {"languages": ()},
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("pair", ["person=0&other=9", "person=9&other=0"])
def test_whatever_keeps_two_apart_the_page_is_the_same(fay: Person, kind: str, pair: str):
    """What is true of nobody but the two: their own page, to the letter."""
    desk = Desk(make_proposal(fay, people=told(**KINDS[kind]), groups=[range(5), range(5, 9)]))
    first = Desk(
        make_proposal(fay, people=told(**KINDS["reports to"]), groups=[range(5), range(5, 9)])
    )

    page = desk.get(f"why/?{pair}")
    assertContains(page, APART, count=1)
    assert page.context["sentences"] == first.get(f"why/?{pair}").context["sentences"]
    assert page.status_code == 200


def test_a_line_at_any_distance_keeps_two_apart(fay: Person):
    people = list(candidates())
    for at in (1, 2, 3):
        people[at] = replace(people[at], reports_to=people[at - 1].id)
    desk = Desk(make_proposal(fay, people=people))

    assertContains(desk.get("why/?person=3&other=0"), APART)
    assertContains(desk.get("why/?person=4&other=0"), "No rule keeps these two apart.")


def test_why_somebody_waits(desk: Desk):
    desk.change("moved", one=4, other=-1)

    page = desk.get("why/?person=4")
    assertContains(page, "Taken out of a group by hand.")
    assertContains(page, "There is a place for them in 2 of 2 other groups.")


def test_why_somebody_is_where_they_are(desk: Desk):
    page = desk.get("why/?person=4")

    assertContains(page, "Every rule holds in Group 1.")
    assertContains(page, "There is a place for them in 1 of 1 other group.")


def test_nobody_in_particular_leads_back_to_the_groups(desk: Desk):
    for query in ("", "?person=99", "?person=x", "?person=-1"):
        assertRedirects(
            desk.get(f"why/{query}"), f"/forming/{desk.round.pk}/", target_status_code=302
        )
