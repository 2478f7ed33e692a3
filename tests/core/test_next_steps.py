"""Which of several matters comes first."""

from __future__ import annotations

from itertools import combinations

from levelground.core.next_steps import ToDo, first_of


def test_a_group_says_what_could_go_wrong_then_promises_then_finds_its_dates_then_meets():
    order = [ToDo.WORRIES, ToDo.PROMISES, ToDo.DATES, ToDo.SESSION]

    assert sorted(order) == order


def test_what_goes_on_now_comes_before_everything():
    assert min(ToDo) is ToDo.NOW


def test_a_review_that_is_due_comes_before_the_next_ordinary_meeting():
    assert ToDo.REVIEW < ToDo.MEETING < ToDo.SESSION


def test_what_others_wait_for_comes_before_what_anybody_could_do():
    assert ToDo.TIME < ToDo.MEETING < ToDo.DATES


def test_the_first_of_any_two_comes_first_wherever_it_stands():
    for one, other in combinations(ToDo, 2):
        assert first_of({"here": one, "there": other}) == "here"
        assert first_of({"there": other, "here": one}) == "here"


def test_of_equals_the_earlier_one():
    assert first_of({"b": ToDo.SESSION, "a": ToDo.SESSION}) == "b"


def test_where_there_is_nothing_to_do_nothing_comes_first():
    assert first_of({"agreements": None, "schedule": None}) is None
    assert first_of({}) is None
