"""Where a line and bars are drawn."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levelground.ui.charts import (
    BARS_HEIGHT,
    FOOT,
    SMALL,
    WHOLE,
    Point,
    Size,
    bars,
    share,
    trend,
)

VALUES = st.lists(st.none() | st.floats(0, 4), max_size=30)


@pytest.mark.parametrize("few", [[], [3.0], [None, 3.0, None]])
def test_one_value_is_no_line(few: list[float | None]):
    assert trend([Point(label="", value=value) for value in few], lowest=0, highest=4) is None


@given(VALUES, st.sampled_from([WHOLE, SMALL]))
def test_a_line_stays_on_its_drawing(values: list[float | None], size: Size):
    points = [Point(label="", value=value) for value in values]
    found = trend(points, lowest=0, highest=4, size=size)
    for spot in found.spots if found else ():
        assert 0 <= float(spot.x) <= size.width
        assert 0 <= float(spot.y) <= size.height


def test_more_is_higher():
    found = trend([Point(label="", value=1), Point(label="", value=3)], lowest=0, highest=4)
    assert found is not None
    assert float(found.spots[1].y) < float(found.spots[0].y)


@given(VALUES)
def test_bars_stand_on_the_ground_side_by_side(values: list[float | None]):
    found = bars([("", value) for value in values], top=4).bars
    for bar in found:
        assert float(bar.y) + float(bar.height) == pytest.approx(BARS_HEIGHT - FOOT, abs=0.2)
    for bar, following in pairwise(found):
        assert float(bar.x) + float(bar.width) < float(following.x)


def test_what_is_not_known_is_no_bar_of_none():
    unknown, none = bars([("Q1", None), ("Q2", 0)]).bars
    assert (unknown.is_known, unknown.value) == (False, "")
    assert (none.is_known, none.value) == (True, "0")


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_a_share_is_within_its_whole(least: int, more: int, whole: int):
    found = share(least=min(least, whole), most=least + more, whole=whole)
    assert float(found.sure) >= 0
    assert float(found.more) >= 0
    assert float(found.sure) + float(found.more) <= 100.1


def test_what_all_are_measured_by_is_as_high_as_a_bar_of_its_value():
    found = bars([("Q1", 2.0)], top=4, mark=2)
    assert found.mark == found.bars[0].y
    assert bars([("Q1", 2.0)]).mark == ""
