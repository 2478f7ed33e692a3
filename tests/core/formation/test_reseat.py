"""Who is left over is seated with people whom other groups can spare, and sizes are evened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from levelground.core.formation import Person, Rules, Weights
from levelground.core.formation.explaining.table import Table
from levelground.core.formation.problem import Problem, compile_problem
from levelground.core.formation.search import construct, seating
from levelground.core.formation.search.balance_sizes import balance_sizes
from levelground.core.formation.search.reseat import reseat, split
from levelground.core.formation.search.seating import Seating
from tests.core.formation.people import EASY, person


def seated(
    people: Sequence[Person], groups: Sequence[Sequence[int]], rules: Rules = EASY
) -> tuple[Problem, Seating]:
    """These people at these tables, by their numbers, with three empty tables; who has none is left over."""
    problem = compile_problem(people, rules, Weights())
    at = {one.id: i for i, one in enumerate(problem.people)}
    state = construct.empty_state(len(people), len(groups) + 3, 6)
    for g, numbers in enumerate(groups):
        row = np.full(16, -1, dtype=np.int32)
        row[: len(numbers)] = [at[f"p{n:02}"] for n in numbers]
        for one in row[: len(numbers)]:
            seating.out_of_pool(int(one), state)
        seating.settle(g, row, len(numbers), 0.0, 0, state)
    seating.measure(problem.data, state)
    return problem, state


def tables(state: Seating) -> list[tuple[int, ...]]:
    """Who sits where; everybody's own group must say the same."""
    rows = [tuple(int(i) for i in row if i >= 0) for row in state.members]
    assert all(state.group_of[i] == g for g, row in enumerate(rows) for i in row)
    return [row for row in rows if row]


def with_one_left_over(trained: int) -> tuple[Problem, Seating]:
    """Four groups of six, of whom so many are trained, and one who is not trained and is left over."""
    people = [person(f"p{n:02}", trained=n % 6 < trained and n < 24) for n in range(25)]
    return seated(people, [range(6 * g, 6 * g + 6) for g in range(4)])


LUCK = 3  # a seed


def test_who_is_left_over_sits_with_people_whom_other_groups_can_spare():
    problem, state = with_one_left_over(trained=4)

    found = reseat(problem.data, state, np.array([LUCK], dtype=np.uint64))
    rows = tables(state)

    assert found == 1
    assert state.pooled[0] == 0
    assert sorted(i for row in rows for i in row) == list(range(25))
    assert not any(Table(problem=problem, members=row).broken() for row in rows)
    assert len(rows) == 5


def test_control_where_nobody_can_be_spared_all_stays_as_it_was():
    problem, state = with_one_left_over(trained=3)

    assert reseat(problem.data, state, np.array([LUCK], dtype=np.uint64)) == 0
    assert state.pooled[0] == 1
    assert state.sizes.tolist() == [6, 6, 6, 6, 0, 0, 0]


def test_four_groups_that_are_too_large_give_a_fifth():
    people = [person(f"p{n:02}") for n in range(24)]
    problem, state = seated(people, [range(6 * g, 6 * g + 6) for g in range(4)])

    made = split(problem.data, state, np.array([LUCK], dtype=np.uint64))

    assert made == 1
    assert sorted(map(len, tables(state))) == [4, 5, 5, 5, 5]


def of_three_tongues(middle: tuple[str, ...]) -> list[int]:
    """Six who speak English, five in the middle, four who speak Māori; the middle may speak both."""
    people = [
        person(f"p{n:02}", languages=("English",) if n < 6 else middle if n < 11 else ("Māori",))
        for n in range(15)
    ]
    rules = replace(EASY, language=True)
    problem, state = seated(people, [range(6), range(6, 11), range(11, 15)], rules)
    terms = seating.Terms(0.0, 0.0, *construct.slot_lists(problem.data), np.zeros(0, np.int64))
    balance_sizes(problem.data, state, terms)
    assert not any(Table(problem=problem, members=row).broken() for row in tables(state))
    return [len(row) for row in tables(state)]


def test_sizes_are_evened_by_way_of_a_third_group():
    assert of_three_tongues(middle=("English", "Māori")) == [5, 5, 5]


def test_control_where_there_is_no_way_sizes_stay():
    assert of_three_tongues(middle=("Samoan",)) == [6, 5, 4]
