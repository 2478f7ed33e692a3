from __future__ import annotations

from datetime import date

import pytest

from levelground.core.health import (
    Facts,
    Figures,
    GroupState,
    Number,
    Quarter,
    finished_quarters,
    publish,
    quarter_of,
    state_of,
    totals,
)


def groups(*states: GroupState, people: int = 4, minutes: int = 1800) -> list[Facts]:
    return [
        Facts(
            group=number,
            people=people,
            state=state,
            sessions=5,
            minutes=minutes,
            present=people,
            worth=(2, 3, 4),
            raters=3,
        )
        for number, state in enumerate(states)
    ]


def exactly(number: int) -> Number:
    return Number(least=number, most=number)


def test_one_group_is_not_enough_for_any_figure():
    assert publish(groups(GroupState.WELL, people=8)) == Figures(groups=1)


def test_four_people_are_not_enough_for_any_figure():
    assert publish(groups(GroupState.WELL, GroupState.WELL, people=2)) == Figures(groups=2)


def test_numbers_are_rounded():
    found = publish(groups(*[GroupState.WELL] * 3, people=4, minutes=1850))

    assert (found.people, found.hours, found.sessions, found.worth) == (10, 90, 15, 3.0)


def test_a_group_that_is_nearly_all_of_a_number_is_not_shown_by_it():
    large, small = groups(GroupState.WELL, GroupState.WELL)
    lone = [
        large,
        Facts(group=1, people=4, state=GroupState.WELL, minutes=300, present=4, sessions=1),
    ]

    assert publish([large, small]).hours == 60
    assert publish(lone).hours is None


def test_states_that_few_are_in_are_few():
    found = publish(
        groups(*[GroupState.WELL] * 5, *[GroupState.DUE] * 3, GroupState.ENDED, GroupState.SILENT)
    ).states

    assert found[GroupState.WELL] == exactly(5)
    assert found[GroupState.DUE] == exactly(3)
    assert found[GroupState.ENDED] == found[GroupState.DWINDLING] == Number(least=0, most=2)


def test_when_all_is_well_but_for_a_few_nobody_knows_which():
    one_off = publish(groups(*[GroupState.WELL] * 9, GroupState.ENDED)).states
    none_off = publish(groups(*[GroupState.WELL] * 10)).states

    assert one_off == none_off
    assert one_off[GroupState.WELL] == Number(least=8, most=10)


def test_of_three_groups_nothing_is_said():
    assert publish(groups(*[GroupState.WELL] * 3)).states == {}


def test_a_year_is_the_sum_of_what_is_published():
    quarters = [publish(groups(GroupState.WELL, GroupState.WELL)), Figures(groups=2)]

    assert totals(quarters).hours == 60
    assert totals([Figures(groups=1)]).hours is None


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"is_over": True}, GroupState.ENDED),
        ({"members": 1}, GroupState.ENDED),
        ({"meets": False}, GroupState.SILENT),
        ({"members": 3}, GroupState.DWINDLING),
        ({"half_empty": True}, GroupState.DWINDLING),
        ({"is_due": True}, GroupState.DUE),
        ({}, GroupState.WELL),
    ],
)
def test_the_first_state_that_is_true_counts(said: dict[str, int], state: GroupState):
    well = {
        "is_over": False,
        "members": 5,
        "meets": True,
        "half_empty": False,
        "is_due": False,
    }

    assert state_of(**well | said) is state  # type: ignore[arg-type]  # bools among numbers


def test_a_quarter_stands_a_week_after_it_is_over():
    assert [*finished_quarters(date(2025, 11, 20), date(2026, 4, 7))] == [Quarter(2025, 4)]
    assert [*finished_quarters(date(2025, 11, 20), date(2026, 4, 8))] == [
        Quarter(2025, 4),
        Quarter(2026, 1),
    ]
    assert quarter_of(date(2026, 12, 31)).next == Quarter(2027, 1)
