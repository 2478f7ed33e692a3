from __future__ import annotations

import re
from dataclasses import replace

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from levelground.accounts.models import Person
from levelground.core.formation import Free
from levelground.formation.models import Change
from levelground.formation.queries.rounds import proposal_of, roster_of, version_of
from tests.formation.making import LATER, ROLES, Desk, candidates, make_proposal, propose


def groups(desk: Desk) -> list[list[int]]:
    roster = roster_of(desk.round)
    assert roster is not None
    proposal = proposal_of(desk.round, roster)
    assert proposal is not None
    return [list(members) for members in proposal.groups]


def test_a_card_says_what_a_group_has_in_common(desk: Desk):
    page = desk.get("proposal/")

    assertContains(page, "10 people in 2 groups.")
    assertContains(page, "Tuesday 09:00 (UTC)")
    assertContains(page, "English", count=2)
    assertContains(page, "5 of 5")


def test_what_three_have_in_common_is_theirs(desk: Desk):
    for number in (0, 1):
        desk.change("moved", one=number, other=-1)

    assertContains(desk.get("proposal/"), "Tuesday 09:00 (UTC)", count=1)
    assertContains(desk.get("proposal/"), "English", count=1)


def test_no_page_says_what_anybody_said_of_themselves(desk: Desk):
    pages = [
        desk.text(page)
        for page in (
            "people/", "rules/", "proposal/", "proposal/?picked=3", "why/?person=1",
            "why/?person=1&other=2", "why/?person=1&other=7", "publication/",
        )
    ]  # fmt: skip

    for text in pages:
        assert not [role for role in ROLES if role in text]
        assert "House 1" not in text


def test_whoever_is_picked_sees_what_each_place_would_do(desk: Desk):
    page = desk.get("proposal/?picked=2")

    assertContains(page, "Where should")
    assertContains(page, "Move here")
    assert len(re.findall(r'id="swap-\d+"', page.content.decode())) == 5
    assertContains(page, "Places that work")


def test_what_a_named_rule_says_is_said_before(fay: Person):
    desk = Desk(make_proposal(fay, groups=[(0, 1, 2, 3), (4, 5, 6, 7, 8, 9)]))

    assertContains(desk.get("proposal/?picked=0"), "Breaks: 3 members; 4 to 6 are wanted.", count=2)


def without_a_common_time(fay: Person) -> Desk:
    alone = list(candidates())
    alone[9] = replace(alone[9], free=(Free(starts=LATER, ends=LATER + 240),))
    return Desk(make_proposal(fay, people=alone, groups=[(0, 1, 2, 3), (4, 5, 6, 7, 8)]))


def test_what_a_rule_keeps_from_working_is_said_when_it_is_tried(fay: Person):
    desk = without_a_common_time(fay)
    assertContains(desk.get("proposal/?picked=9"), "No single move on this page works for them.")
    assertNotContains(desk.get("proposal/?picked=9"), "Breaks:")

    for kind, other in (("moved", 0), ("swapped", 4)):
        tried = desk.change(kind, one=9, other=other)
        assertContains(
            tried,
            "A rule keeps this from working. Nothing has been changed.",
            status_code=409,
        )
        assertContains(tried, "Where should <strong>Person 9</strong> go?", status_code=409)
    assert groups(desk) == [[0, 1, 2, 3], [4, 5, 6, 7, 8]]


def test_a_group_that_is_broken_already_can_be_mended_step_by_step(fay: Person):
    people = list(candidates())
    people[0] = replace(people[0], not_together=(people[1].id,))
    desk = Desk(make_proposal(fay, people=people))
    assertContains(desk.get("proposal/"), "A rule keeps this from working.", count=1)

    assert desk.change("swapped", one=2, other=9).status_code == 302  # the wrong one: nothing lost
    assertContains(desk.get("proposal/"), "A rule keeps this from working.", count=1)
    assert desk.change("swapped", one=1, other=8).status_code == 302

    assertContains(desk.get("proposal/"), "Every rule holds in every group.")
    assert desk.change("swapped", one=1, other=8).status_code == 409


def test_a_swap_and_its_undoing(desk: Desk):
    desk.change("swapped", one=0, other=9)
    assert groups(desk) == [[1, 2, 3, 4, 9], [0, 5, 6, 7, 8]]
    assertContains(desk.get("proposal/"), "Person 0 and Person 9 changed places.")

    desk.post("undo/", version=version_of(desk.round))

    assert groups(desk) == [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9]]
    assertNotContains(desk.get("proposal/"), "Undo")


def test_steps_are_undone_one_by_one(desk: Desk):
    desk.change("moved", one=0, other=1)
    desk.change("moved", one=1, other=-1)
    desk.post("undo/", version=version_of(desk.round))
    assert groups(desk) == [[1, 2, 3, 4], [0, 5, 6, 7, 8, 9]]

    desk.post("undo/", version=version_of(desk.round))
    desk.post("undo/", version=version_of(desk.round))

    assert groups(desk) == [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9]]
    assert Change.objects.count() == 3  # every change is a row, also what was undone


def test_a_second_search_is_undone_too(desk: Desk):
    propose(desk.round, groups=[(0, 1, 2, 3, 5), (4, 6, 7, 8, 9)])
    assertContains(desk.get("proposal/"), "The groups were searched for again.")

    desk.post("undo/", version=version_of(desk.round))

    assert groups(desk) == [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9]]
    assertNotContains(desk.get("proposal/"), "Undo")


def test_the_same_change_sent_twice_is_done_once(desk: Desk):
    version = version_of(desk.round)
    for _ in range(2):
        desk.post("changes/", kind="swapped", one=0, other=9, version=version)

    assert groups(desk) == [[1, 2, 3, 4, 9], [0, 5, 6, 7, 8]]


def test_a_change_to_an_old_proposal_is_refused(desk: Desk):
    version = version_of(desk.round)
    desk.change("moved", one=0, other=1)

    response = desk.post("changes/", kind="swapped", one=1, other=9, version=version)

    assertContains(response, "The proposal has changed since you looked.", status_code=409)


def test_a_kept_group_cannot_be_changed(desk: Desk):
    desk.change("locked", one=0)
    for response in (
        desk.change("swapped", one=0, other=9),
        desk.change("moved", one=9, other=0),
        desk.change("moved", one=0, other=-1),
    ):
        assertContains(response, "A kept group stays as it is.", status_code=409)

    desk.change("unlocked", one=0)
    desk.change("swapped", one=0, other=9)

    assert groups(desk)[0] == [1, 2, 3, 4, 9]


# A group that exists, and is joined


@pytest.fixture
def joined(fay: Person) -> Desk:
    """Two groups; 0, 1 and 2 are a group already, which 3 and 4 are to join."""
    people = [
        replace(one, group="Earlier group 7" if at < 3 else "")
        for at, one in enumerate(candidates())
    ]
    return Desk(make_proposal(fay, people=people))


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("moved", {"one": 1, "other": 1}),
        ("moved", {"one": 1, "other": -1}),
        ("swapped", {"one": 1, "other": 9}),
        ("swapped", {"one": 9, "other": 1}),
    ],
)
def test_who_is_in_a_group_that_is_joined_cannot_be_taken_out_of_it(
    joined: Desk, kind: str, what: dict[str, int]
):
    response = joined.change(kind, **what)

    assertContains(response, "Person 1 is in a group already", status_code=409)
    assert groups(joined)[0] == [0, 1, 2, 3, 4]


def test_who_joins_a_group_can_be_changed_for_somebody_else(joined: Desk):
    assert joined.change("swapped", one=3, other=9).status_code == 302
    assert joined.change("moved", one=4, other=1).status_code == 302
    joined.post("undo/", version=version_of(joined.round))

    assert groups(joined) == [[0, 1, 2, 4, 9], [3, 5, 6, 7, 8]]


def test_the_card_says_who_stays_and_offers_no_other_place(joined: Desk):
    page = joined.get("proposal/")
    assertContains(page, "Is in this group already, and stays.", count=3)
    assertNotContains(page, "picked=1&")
    assertContains(page, "picked=3&")

    assertNotContains(joined.get("proposal/?picked=1"), "Where should")
    picked = joined.get("proposal/?picked=9")
    assertNotContains(picked, 'id="swap-1"')
    assertContains(picked, 'id="swap-3"')


def test_who_waits_goes_to_their_own_group_and_then_stays(fay: Person):
    people = [
        replace(one, group="Earlier group 7" if at < 3 else "")
        for at, one in enumerate(candidates())
    ]
    desk = Desk(make_proposal(fay, people=people, groups=[(0, 1, 3, 4), (5, 6, 7, 8, 9)]))

    elsewhere = desk.change("moved", one=2, other=1)
    assertContains(elsewhere, "Person 2 is in a group already", status_code=409)
    assert desk.change("moved", one=2, other=0).status_code == 302
    undone = desk.post("undo/", version=version_of(desk.round))

    assertContains(undone, "Person 2 is in a group already", status_code=409)
    assert groups(desk)[0] == [0, 1, 2, 3, 4]


def test_the_last_of_a_small_group_stays_too(fay: Person):
    people = [replace(candidates()[0], group="Earlier group 7"), *candidates()[1:]]
    desk = Desk(make_proposal(fay, people=people))

    assert desk.change("moved", one=0, other=1).status_code == 409
    assert desk.change("swapped", one=1, other=9).status_code == 302


def test_nonsense_is_refused_in_a_sentence(desk: Desk):
    for data in (
        {"kind": "proposed"},
        {"kind": "swapped", "one": 1},
        {"kind": "moved", "one": "x", "other": 1},
        {"kind": "locked"},
    ):
        response = desk.post("changes/", version=version_of(desk.round), **data)
        assertContains(response, "Please try that again.", status_code=422)
    for one, other in ((0, 0), (0, 1), (99, 0), (0, 99)):
        assert desk.change("swapped", one=one, other=other).status_code == 409
    assert desk.change("moved", one=0, other=99).status_code == 409
    assert desk.change("locked", one=99).status_code == 409


def test_who_waits_is_named_with_the_reason(fay: Person):
    help_ = {"asks": "", "loosens": "", "text": "Ask them."}
    told = {"waits": {"9": ["a common slot", "They gave no times."]}, "helps": [help_]}
    missing = "The rules need something that they have not told us, or other times."
    people = [*candidates()[:9], replace(candidates()[9], free=())]
    desk = Desk(
        make_proposal(fay, people=people, groups=[(0, 1, 2, 3), (4, 5, 6, 7, 8)], told=told)
    )

    page = desk.get("proposal/")

    assertContains(page, "One person waits.")
    assertContains(page, missing)
    assertNotContains(page, "They gave no times.")
    assertContains(page, "Ask them.")
    assert desk.change("moved", one=9, other=0).status_code == 409


def test_a_rule_broken_by_hand_is_named(desk: Desk):
    desk.change("moved", one=0, other=1)
    desk.change("moved", one=1, other=1)

    page = desk.get("proposal/")

    assertContains(page, "3 members; 4 to 6 are wanted.")
    assertContains(page, "2 times a rule does not hold.")


def test_the_board_costs_a_fixed_number_of_queries(
    fay: Person, django_assert_max_num_queries: object
):
    small, large = (
        Desk(make_proposal(fay)),
        Desk(
            make_proposal(
                fay,
                people=candidates(40),
                groups=[tuple(range(at, at + 5)) for at in range(0, 40, 5)],
            )
        ),
    )
    for desk in (small, large):
        with django_assert_max_num_queries(16):  # type: ignore[operator]  # a fixture
            desk.get("proposal/?picked=3")
