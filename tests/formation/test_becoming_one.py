"""Groups that exist, in a round: one is joined, several become one; nobody is put into two."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from levelground.accounts.models import Person
from levelground.core.formation import Rules, Weights
from levelground.core.formation.reading.rules_writer import written
from levelground.formation.actions.search_runs import finish_search
from levelground.formation.queries.rounds import places_in, proposal_of, roster_of, version_of
from levelground.groups.actions.groups import end_group, leave_group, merge_groups
from levelground.groups.models import Group, Member
from levelground.groups.queries.groups import current_members, living_groups_of, member_of
from levelground.programmes.models import Programme
from levelground.runtime import clock
from tests.formation.making import (
    ME,
    TUESDAY,
    Desk,
    begin,
    earlier_group,
    everybody_says_yes,
    joins,
    person_at,
    propose,
    searched,
    seated,
    taken,
)
from tests.make import make_person, make_programme, signed_in


@pytest.fixture
def programme(fay: Person) -> Programme:
    """A programme whose people may all meet each other."""
    programme = make_programme(by=fay)
    Programme.objects.filter(pk=programme.pk).update(rules=written(Rules(), Weights()))
    return programme


@pytest.fixture
def people(programme: Programme) -> list[Person]:
    return [joins(programme, number) for number in range(5)]


@pytest.fixture
def pairs(programme: Programme, people: list[Person]) -> list[Group]:
    """Two groups of two; the fifth is in none."""
    return [earlier_group(programme, people[at : at + 2]) for at in (0, 2)]


def ask_all(programme: Programme) -> Desk:
    """Everybody of the programme is asked to be one group."""
    desk = begin(programme)
    desk.post("people/", joined="yes")
    desk.post("people/taken/")
    propose(desk.round, groups=[range(5)])
    desk.post("publication/", version=version_of(desk.round), known="yes")
    return desk


def comes_in(group: Group, name: str = "Uma") -> Member:
    """Somebody who has nothing to do with the programme."""
    return Member.objects.create(group=group, person=make_person(name), joined_at=clock.now())


def page_of(number: int) -> str:
    return str(signed_in(person_at(number)).get(f"/seats/{seated(number).pk}/").text)


def groups_of_each(people: Sequence[Person]) -> list[list[str]]:
    return [[group.name for group in living_groups_of(person)] for person in people]


# Several become one


def test_groups_become_one_and_nobody_is_in_two(
    programme: Programme, people: list[Person], pairs: list[Group]
):
    ask_all(programme)

    everybody_says_yes(group=0)

    assert groups_of_each(people) == [["Earlier and Earlier"]] * 5
    one = living_groups_of(people[0]).get()
    assert [member.person for member in current_members(group=one)] == people
    assert list(Group.objects.filter(merged_into=one).exclude(ended_at=None)) == pairs
    assert one.slot_minute == TUESDAY + 540, "the time that they were shown"


def test_until_the_last_yes_nothing_happens(programme: Programme, pairs: list[Group]):
    ask_all(programme)

    everybody_says_yes(group=0, but=[4])

    assert list(Group.objects.filter(ended_at=None)) == pairs


def test_the_search_puts_small_groups_together_and_they_become_one(
    programme: Programme, people: list[Person], pairs: list[Group]
):
    desk = begin(programme)
    desk.post("people/", joined="yes")
    desk.post("people/taken/")
    desk.post("search/")
    search = taken()
    last = searched(search)
    assert finish_search(
        search=search, holder=ME, answer=last["answer"], explanations=last["explanations"]
    )
    roster = roster_of(desk.round)
    assert roster
    found = proposal_of(desk.round, roster)
    assert found
    assert found.names == (f"Earlier group {pairs[0].pk} + Earlier group {pairs[1].pk}",)
    assertContains(desk.get("proposal/"), "2 groups become one here, once all of them have said")
    assertContains(desk.get("proposal/"), "Is in one of these groups already, and stays.", count=4)

    desk.post("publication/", version=version_of(desk.round), known="yes")
    everybody_says_yes(group=0)

    assert groups_of_each(people) == [["Earlier and Earlier"]] * 5


def test_each_is_told_what_becomes_of_their_group(programme: Programme, pairs: list[Group]):
    ask_all(programme)

    assert "Your group and another become one; both end" in page_of(0)
    assert "Your group and another become one; both end" in page_of(3)
    assert "2 groups become one here, and you come to it." in page_of(4)


def test_three_groups_become_one_too(programme: Programme, people: list[Person]):
    for members in (people[:2], people[2:4], people[4:]):
        earlier_group(programme, members)
    ask_all(programme)
    assert "Your group and 2 others become one; they all end" in page_of(4)

    everybody_says_yes(group=0)

    assert groups_of_each(people) == [["Earlier, Earlier and Earlier"]] * 5


# One is joined


def test_those_who_are_in_no_group_join_the_one_there_is(
    programme: Programme, people: list[Person]
):
    group = earlier_group(programme, people[:3])
    desk = ask_all(programme)
    assert "Your group goes on, and the others here join it." in page_of(0)
    assert "Some of them are a group already, and you join it." in page_of(4)
    assertNotContains(desk.get("proposal/"), "become one")

    everybody_says_yes(group=0)

    assert [member.person for member in current_members(group=group)] == people
    assert groups_of_each(people) == [["Earlier"]] * 5


def test_where_all_are_new_nothing_is_said_of_groups(programme: Programme, people: list[Person]):
    ask_all(programme)

    assert "become one" not in page_of(0)
    assert "a group already" not in page_of(0)


# What changed meanwhile


def test_a_group_of_which_somebody_is_not_asked_goes_on_and_the_other_is_joined(
    programme: Programme, people: list[Person], pairs: list[Group]
):
    ask_all(programme)
    uma = comes_in(pairs[0]).person

    assert "The group that you are in now goes on beside this one" in page_of(0)
    assert "Your group goes on, and the others here join it." in page_of(2)
    everybody_says_yes(group=0)

    assert [member.person for member in current_members(group=pairs[0])] == [*people[:2], uma]
    joined = {member.person for member in current_members(group=pairs[1])}
    assert joined == set(people)
    assert not Group.objects.exclude(ended_at=None).exists()


def test_where_somebody_is_not_asked_in_either_group_both_go_on(
    programme: Programme, people: list[Person], pairs: list[Group]
):
    ask_all(programme)
    comes_in(pairs[0])
    comes_in(pairs[1], "Vic")

    everybody_says_yes(group=0)

    assert [current_members(group=group).count() for group in pairs] == [3, 3]
    new = Group.objects.exclude(pk__in=[group.pk for group in pairs]).get()
    assert [member.person for member in current_members(group=new)] == people


def test_a_group_that_would_go_on_when_people_were_asked_does_not_end(
    programme: Programme, people: list[Person], pairs: list[Group]
):
    uma = comes_in(pairs[0])
    ask_all(programme)
    leave_group(member=uma)

    everybody_says_yes(group=0)

    assert [member.person for member in current_members(group=pairs[0])] == people[:2]
    assert not Group.objects.exclude(ended_at=None).exists()


def test_a_group_that_has_ended_takes_no_part(
    programme: Programme, people: list[Person], pairs: list[Group]
):
    ask_all(programme)
    end_group(group=pairs[0])

    assert "become one" not in page_of(0)
    everybody_says_yes(group=0)

    assert groups_of_each(people) == [["Earlier"]] * 5
    assert current_members(group=pairs[1]).count() == 5


def test_who_has_left_their_group_comes_as_somebody_new(
    programme: Programme, people: list[Person], pairs: list[Group]
):
    ask_all(programme)
    member = member_of(people[0], pairs[0])
    assert member
    leave_group(member=member)

    assert "2 groups become one here, and you come to it." in page_of(0)
    everybody_says_yes(group=0)

    assert groups_of_each(people) == [["Earlier and Earlier"]] * 5


def test_groups_that_became_one_by_themselves_are_known_to_the_next_round(
    programme: Programme, people: list[Person], pairs: list[Group]
):
    one = merge_groups(groups=pairs, people=people[:4], minutes=90)

    assert one is not None
    assert places_in(programme) == {each.pk: (one.pk, 4) for each in people[:4]}
