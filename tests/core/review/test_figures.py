"""Answers of several people as one figure that shows nobody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levelground.core.review import figure

ANSWERS = st.lists(st.integers(0, 4), min_size=4, max_size=8)


@pytest.mark.parametrize("few", [[], [4], [4, 4, 4]])
def test_too_few_answers_are_no_figure(few: list[int]):
    assert figure(few) is None


def test_the_middle_and_the_spread():
    found = figure([2, 3, 3, 4])
    assert found is not None
    assert (found.median, found.lowest, found.highest, found.most) == (3, 2, 4, False)


def test_somebody_who_stands_alone_is_not_pointed_at():
    found = figure([0, 3, 3, 4])
    assert found is not None
    assert (found.lowest, found.highest, found.most) == (3, 4, True)


def test_where_many_stand_alone_there_is_no_spread():
    found = figure([0, 0, 2, 4])
    assert found is not None
    assert (found.median, found.lowest, found.highest) == (1, None, None)


@given(ANSWERS)
def test_no_end_of_the_spread_is_one_answer_far_from_all_others(said: list[int]):
    found = figure(said)
    assert found is not None
    for end in (found.lowest, found.highest):
        if end is None:
            continue
        others = list(said)
        others.remove(end)
        assert min(abs(end - other) for other in others) < 2


@given(ANSWERS, st.randoms())
def test_the_order_of_answers_says_nothing(said: list[int], chance):
    mixed = list(said)
    chance.shuffle(mixed)
    assert figure(mixed) == figure(said)
