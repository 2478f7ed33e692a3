"""A round of a programme: its people are those who said yes, and small groups are topped up."""

from __future__ import annotations

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from levelground.accounts.models import Person
from levelground.core.formation import Rules, Weights
from levelground.core.formation.reading.profiles import Confidence, Standing
from levelground.formation.actions.rounds import set_rules
from levelground.formation.queries.rounds import draft_of, listed_in, roster_of, version_of
from levelground.groups.actions.groups import form_group, leave_group, top_up_group
from levelground.groups.queries.groups import current_members, member_of
from levelground.programmes.actions.invitations import ask_one
from levelground.programmes.domain.packing import InviteeRow
from levelground.programmes.models import Programme
from levelground.programmes.queries.candidates import people_of
from levelground.programmes.queries.programmes import profile_of
from tests.formation.making import (
    Desk,
    answer,
    begin,
    earlier_group,
    joins,
    make_proposal,
    person_at,
    propose,
    seated,
)
from tests.make import make_person, make_programme, signed_in


@pytest.fixture
def programme(fay: Person) -> Programme:
    return make_programme(by=fay)


def drafted(desk: Desk) -> dict[str, str]:
    """Who is in the draft, by address, and in which earlier group."""
    desk.post("people/", joined="yes")
    draft = draft_of(desk.round)
    assert draft
    listed = listed_in(draft)
    return {listed.address(n): person.group for n, person in enumerate(listed.people)}


def test_the_people_of_a_round_are_those_who_said_yes(programme: Programme):
    for number in range(5):
        joins(programme, number)
    ask_one(programme=programme, known=InviteeRow(email="silent@x.example", name="Si Lent"))

    assert sorted(drafted(begin(programme))) == [f"p{n}@x.example" for n in range(5)]


def test_where_nobody_said_yes_the_page_says_so(programme: Programme):
    desk = begin(programme)

    assertContains(desk.post("people/", joined="yes"), "Nobody who has said yes", status_code=422)


def test_a_programme_of_somebody_else_is_not_there(programme: Programme):
    gus = make_person("Gus", is_staff=True)

    data = {"name": "Spring", "programme": programme.pk}
    assert signed_in(gus).post("/forming/new/", data).status_code == 404


def test_the_page_of_the_programme_leads_to_its_groups(programme: Programme):
    page = f"/programmes/{programme.pk}/"
    assertNotContains(signed_in(programme.by).get(page), "Form groups of those")
    joins(programme, 1)
    assertContains(signed_in(programme.by).get(page), "Form groups of those who said yes")
    begin(programme)

    assertContains(signed_in(programme.by).get(page), "being formed")


# What is wrong, kept for the next round


def asked_by(programme: Programme) -> Desk:
    """A round of the programme whose five people have been asked to be a group."""
    for number in range(5):
        joins(programme, number)
    desk = begin(programme)
    desk.post("people/", joined="yes")
    desk.post("people/taken/")
    propose(desk.round, groups=[range(5)])
    desk.post("publication/", version=version_of(desk.round), known="yes")
    return desk


def test_what_is_wrong_is_known_to_the_next_round_and_can_be_taken_back(programme: Programme):
    asked_by(programme)
    assertContains(signed_in(person_at(0)).get(f"/seats/{seated(0).pk}/wrong/"), "“About you”")

    answer(0, "wrong/", kind="under", whom="3")

    me, them = person_at(0), person_at(3)
    assert profile_of(me).confidences == (
        Confidence(standing=Standing.UNDER, who="Person-3", id=f"person-{them.pk}"),
    )
    people = {one.id: one for one in people_of(programme).people}
    assert people[f"person-{them.pk}"].answers_for == (f"person-{me.pk}",)
    page = signed_in(me).get("/about-you/in-confidence/")
    assertContains(page, 'value="Person-3"')
    assertNotContains(page, them.email)
    signed_in(me).post("/about-you/in-confidence/", {"standing_0": "", "who_0": ""})
    assert not any(one.answers_for for one in people_of(programme).people)


@pytest.mark.parametrize("kind", ["time", "else", "out"])
def test_what_is_only_about_this_group_is_not_kept(programme: Programme, kind: str):
    asked_by(programme)
    me = person_at(0)

    answer(0, "wrong/", kind=kind)

    assert profile_of(me).confidences == ()


def test_what_is_wrong_in_a_round_from_a_file_is_kept_nowhere_else(fay: Person):
    desk = Desk(make_proposal(fay))
    desk.post("publication/", version=version_of(desk.round))
    assertNotContains(signed_in(person_at(0)).get(f"/seats/{seated(0).pk}/wrong/"), "“About you”")

    answer(0, "wrong/", kind="under", whom="3")

    assert profile_of(person_at(0)).confidences == ()


# Topping up


def test_a_small_group_is_kept_together_and_a_large_one_left_alone(programme: Programme):
    people = [joins(programme, number) for number in range(10)]
    small = earlier_group(programme, people[:3])
    earlier_group(programme, people[3:7])

    found = drafted(begin(programme))

    assert {address for address, group in found.items() if group} == {
        f"p{n}@x.example" for n in range(3)
    }
    assert set(found.values()) == {"", f"Earlier group {small.pk}"}
    assert sorted(found) == [f"p{n}@x.example" for n in (0, 1, 2, 7, 8, 9)]


@pytest.mark.parametrize(
    ("least", "taking_part"), [(3, []), (4, [0, 1, 2]), (5, [0, 1, 2, 3, 4, 5, 6])]
)
def test_what_is_small_goes_by_the_rules_of_the_round(
    programme: Programme, least: int, taking_part: list[int]
):
    """Three under "at least 3" have settled; four under "at least 5" may be topped up."""
    people = [joins(programme, number) for number in range(10)]
    earlier_group(programme, people[:3])
    earlier_group(programme, people[3:7])
    desk = begin(programme)
    desk.post("people/", joined="yes")
    desk.post("people/taken/")

    set_rules(
        round_=desk.round, rules=Rules(least=least, preferred=5), weights=Weights(), seconds=1
    )

    roster = roster_of(desk.round)
    assert roster
    listed = listed_in(roster)
    found = {listed.address(n) for n, _ in enumerate(listed.people)}
    assert found == {f"p{n}@x.example" for n in [*taking_part, 7, 8, 9]}


def test_rules_that_make_no_group_small_leave_the_people_and_their_groups(programme: Programme):
    people = [joins(programme, number) for number in range(10)]
    earlier_group(programme, people[:3])
    desk = begin(programme)
    desk.post("people/", joined="yes")
    desk.post("people/taken/")
    before = roster_of(desk.round)

    set_rules(round_=desk.round, rules=Rules(least=5), weights=Weights(), seconds=1)

    assert roster_of(desk.round) == before, "three are few by either number"


def test_those_who_join_a_group_that_exists_join_it(programme: Programme):
    people = [joins(programme, number) for number in range(5)]
    group = form_group(name="Earlier", minutes=90, people=people[:3])

    assert top_up_group(group=group, people=people) == group

    assert current_members(group=group).count() == 5


def test_nobody_joins_a_group_of_which_somebody_has_not_said_yes(programme: Programme):
    people = [joins(programme, number) for number in range(5)]
    group = form_group(name="Earlier", minutes=90, people=people[:3])

    assert top_up_group(group=group, people=people[1:]) is None
    for person in people[:3]:
        member = member_of(person, group)
        assert member
        leave_group(member=member)
    assert top_up_group(group=group, people=people) is None, "it has ended"
