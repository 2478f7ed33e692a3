from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levelground.core.agreement import (
    CLAUSES,
    CLAUSES_BY_KEY,
    HEADINGS,
    WORRIES,
    WORRIES_BY_KEY,
    at_stake,
    default_review,
    holds,
    is_due,
    replaced,
)

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
WHOLE = {clause.key: ["text"] for clause in CLAUSES if clause.needed}


# The catalogue


def test_every_worry_leads_to_a_clause_that_exists():
    assert not [
        w.key for w in WORRIES if not w.clauses or not set(w.clauses) <= set(CLAUSES_BY_KEY)
    ]
    assert {worry.about for worry in WORRIES} == set(HEADINGS)


def test_every_key_is_there_once():
    assert len(WORRIES_BY_KEY) == len(WORRIES)
    assert len(CLAUSES_BY_KEY) == len(CLAUSES)


def test_every_clause_has_something_to_start_from():
    assert not [clause.key for clause in CLAUSES if not clause.wordings and not clause.prompts]


def test_no_words_are_put_into_anybodys_mouth_about_who_they_are():
    """On culture, power and te Tiriti there are questions only, and whom to call is theirs to know."""
    for key in ("culture", "contacts"):
        assert not CLAUSES_BY_KEY[key].wordings
        assert CLAUSES_BY_KEY[key].prompts


# Whole


def test_what_is_needed_makes_it_whole():
    assert at_stake(WHOLE) == ()


@pytest.mark.parametrize("clause", [clause.key for clause in CLAUSES if clause.needed])
def test_whatever_is_needed_and_not_written_is_named(clause: str):
    assert [key for key, _why in at_stake(WHOLE | {clause: []})] == [clause]


@pytest.mark.parametrize("clause", [clause.key for clause in CLAUSES])
def test_two_texts_of_one_clause_have_to_become_one(clause: str):
    assert [key for key, _why in at_stake(WHOLE | {clause: ["one", "two"]})] == [clause]


# Two who write at once


def test_a_text_takes_the_place_of_what_its_writer_had_seen():
    assert replaced(["a"], ["a"]) == {"a"}
    assert replaced(["a", "b"], ["a"]) == {"a"}
    assert replaced(["b"], ["a"]) == frozenset()


@given(
    writing=st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=20),
)
def test_nothing_that_nobody_has_replaced_knowingly_is_ever_lost(
    writing: list[tuple[int, bool]],
):
    """Four who look when they like, and write over what they saw last."""
    standing: set[int] = set()
    saw: dict[int, frozenset[int]] = dict.fromkeys(range(4), frozenset())
    ever: dict[int, frozenset[int]] = {}
    for number, (who, looks) in enumerate(writing):
        if looks:
            saw[who] = frozenset(standing)
            continue
        gone = replaced(standing, saw[who])
        ever[number] = gone
        standing = (standing - gone) | {number}

    knowingly = frozenset().union(*ever.values()) if ever else frozenset()
    assert standing == set(ever) - knowingly


# In force


def test_it_holds_when_every_current_member_has_accepted():
    assert holds([1, 2, 3], [3, 2, 1])
    assert holds([1, 2], [1, 2, 3])
    assert not holds([1, 2, 3, 4], [1, 2, 3])
    assert not holds([], [1])


# Looking at it again


def test_first_after_three_sessions_then_after_six():
    assert [default_review(version) for version in (1, 2, 3)] == [3, 6, 6]


def test_it_is_time_after_so_many_sessions_or_a_year():
    assert not is_due(after=3, sessions=2, since=AT, at=AT + timedelta(days=300))
    assert is_due(after=3, sessions=3, since=AT, at=AT)
    assert is_due(after=26, sessions=0, since=AT, at=AT + timedelta(days=365))
