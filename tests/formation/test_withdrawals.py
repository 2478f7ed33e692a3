"""Whoever leaves a programme, or closes their account, is out of its rounds: what they said goes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from levelground.accounts.models import Person
from levelground.core.formation import OrganisationRule, Rules, Trained, Weights
from levelground.formation.actions import seats
from levelground.formation.actions.rounds import (
    ask_for_search,
    draft_joined,
    set_rules,
    take_people,
)
from levelground.formation.actions.search_runs import finish_search
from levelground.formation.domain.roster import Listed
from levelground.formation.models import Change, Roster, Round, Seat
from levelground.formation.queries.rounds import listed_in, proposal_of, roster_of
from levelground.mine.actions.closing import close_account
from levelground.programmes.actions.programmes import say_no
from levelground.programmes.models import Programme
from levelground.programmes.queries.programmes import invitees_of
from levelground.runtime import clock
from tests.formation.making import (
    ME,
    Desk,
    begin,
    everybody_says_yes,
    joins,
    later,
    make_proposal,
    person_at,
    propose,
    searched,
    seated,
    taken,
)
from tests.formation.test_programmes import asked_by
from tests.make import make_programme, signed_in


@pytest.fixture
def programme(fay: Person) -> Programme:
    return make_programme(by=fay)


def opt_out(person: Person) -> None:
    say_no(invitee=invitees_of(person).get(), by=person)


def close(person: Person) -> None:
    close_account(person=person)


LEAVING = pytest.mark.parametrize("leave", [opt_out, close])
Leave = Callable[[Person], None]


def listed(desk: Desk) -> Listed:
    roster = roster_of(desk.round)
    assert roster
    return listed_in(roster)


def placed(desk: Desk) -> list[tuple[int, ...]]:
    roster = roster_of(desk.round)
    assert roster
    proposal = proposal_of(desk.round, roster)
    assert proposal
    return list(proposal.groups)


@LEAVING
def test_who_leaves_while_they_are_asked_is_out_of_the_group(programme: Programme, leave: Leave):
    desk = asked_by(programme)
    leave(Person.objects.get(name="Person-0"))

    assert placed(desk) == [(1, 2, 3, 4)]
    assert listed(desk).gone == {0}
    assert not listed(desk).people[0].free
    assert not Seat.objects.filter(email="p0@x.example").exists()
    assert "Person-0" not in desk.text("proposal/")
    other = signed_in(person_at(1)).get(f"/seats/{seated(1).pk}/")
    assertContains(other, "Person-2")
    assertNotContains(other, "Person-0")
    everybody_says_yes(group=0)
    assert desk.get("publication/").status_code == 200


@LEAVING
def test_who_said_yes_to_the_group_and_leaves_is_out_too(programme: Programme, leave: Leave):
    desk = asked_by(programme)
    everybody_says_yes(group=0, but=[4])
    leave(Person.objects.get(name="Person-0"))

    assert placed(desk) == [(1, 2, 3, 4)]
    assert not Seat.objects.filter(state="yes", number=0).exists()


def test_a_closed_account_leaves_no_name_and_no_address(programme: Programme):
    desk = asked_by(programme)
    close(Person.objects.get(name="Person-0"))

    here = listed(desk)
    assert here.name(0) == "–"
    assert "p0@x.example" not in (here.address(n) for n in range(5))


@LEAVING
def test_who_leaves_before_anybody_is_asked_is_not_found_a_group(
    programme: Programme, leave: Leave
):
    people = [joins(programme, number) for number in range(9)]
    desk = begin(programme)
    draft_joined(round_=desk.round)
    leave(people[8])
    take_people(round_=desk.round)
    leave(people[7])
    anybody = Rules(
        opted_in=False,
        slot=False,
        language=False,
        trained=Trained.NONE,
        organisation=OrganisationRule.ANY,
    )
    set_rules(round_=desk.round, rules=anybody, weights=Weights(), seconds=0)

    search = ask_for_search(round_=Round.objects.get())
    answer = searched(search)["answer"]

    found = {number for members in answer["groups"] for number in members}
    assert found
    assert not found & {7, 8}


def test_who_leaves_during_a_search_is_not_in_what_it_finds(programme: Programme):
    people = [joins(programme, number) for number in range(5)]
    desk = begin(programme)
    draft_joined(round_=desk.round)
    take_people(round_=desk.round)
    ask_for_search(round_=desk.round)
    search = taken()
    opt_out(people[0])
    answer = {"groups": [[0, 1, 2, 3, 4]], "names": ["group 1"], "is_proven": False}

    finish_search(search=search, holder=ME, answer=answer, explanations={})

    assert placed(desk) == [(1, 2, 3, 4)]


def test_other_programmes_and_groups_that_stand_are_left_alone(programme: Programme, fay: Person):
    desk = asked_by(programme)
    other = Desk(make_proposal(fay, rules=Rules()))
    everybody_says_yes(group=0)
    opt_out(Person.objects.get(name="Person-0"))

    assert not Roster.objects.filter(round=desk.round).exists(), "it stands: nothing is left"
    assert not listed(other).gone
    assert not Change.objects.filter(kind="left").exists()


def test_control_a_round_that_does_not_hear_of_it_keeps_what_they_said(
    programme: Programme, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("levelground.programmes.actions.withdrawal_hooks._listeners", [])
    desk = asked_by(programme)
    opt_out(Person.objects.get(name="Person-0"))

    assert listed(desk).people[0].free
    assert seated(0).state == "asked"


# Rounds in which nobody was ever asked


def test_what_people_said_goes_after_eight_weeks_where_nobody_was_asked(desk: Desk):
    with later(days=55):
        assert seats.forget_old_rounds(clock.now()) == 0
        assert Roster.objects.exists()
    with later(days=57):
        assert seats.forget_old_rounds(clock.now()) == 1
        assert seats.forget_old_rounds(clock.now()) == 0

    assert not Roster.objects.exists()
    assert desk.get("people/").status_code == 200


def test_a_list_that_was_read_again_is_kept(desk: Desk):
    with later(days=50):
        propose(desk.round, groups=[(0, 1, 2, 3, 4)])
        Roster.objects.update(read_at=clock.now())
    with later(days=57):
        assert seats.forget_old_rounds(clock.now()) == 0
