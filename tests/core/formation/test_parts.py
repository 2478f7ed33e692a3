from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations, permutations
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from levelground.core.formation import Free, Rule, Weights
from levelground.core.formation.explaining.confidential import is_kept_apart
from levelground.core.formation.explaining.export import explanation, groups_csv, report
from levelground.core.formation.explaining.result import form
from levelground.core.formation.explaining.suggestions import suggestions
from levelground.core.formation.explaining.table import Table
from levelground.core.formation.explaining.table import distance as plain_distance
from levelground.core.formation.problem import compile_problem
from levelground.core.formation.search import compositions, matrix
from levelground.core.formation.search.bound import upper_bound
from levelground.core.formation.search.candidates import groups_of
from levelground.core.formation.search.kernels import broken_in, distance, last_breaks, mix_of
from levelground.core.formation.search.packing import best_packing
from levelground.core.formation.search.rotate import assign
from tests.core.formation.people import EASY, RULES, crowd, person


def without_wishes(size: int, seed: int):
    return [
        person(
            p.id,
            **{
                k: getattr(p, k)
                for k in (
                    "organisation",
                    "trained",
                    "grade",
                    "answers",
                    "free",
                    "languages",
                    "not_alone_in",
                )
            },
        )
        for p in crowd(size, seed)
    ]


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_kernels_agree_with_plain_python(seed: int):
    problem = compile_problem(crowd(12, seed), RULES, Weights())
    chance = random.Random(seed)
    data = problem.data

    for _ in range(20):
        members = tuple(chance.sample(range(len(problem.people)), min(5, len(problem.people))))
        if len(members) < 5:
            return
        group = np.array(members, dtype=np.int32)
        table = Table(problem=problem, members=members)
        assert mix_of(group, 5, data) == pytest.approx(table.mix)
        assert (broken_in(group, 5, data, 99) == 0) == (not table.broken())
        assert distance(members[0], members[1], data) == pytest.approx(
            plain_distance(problem, *members[:2])
        )
        if broken_in(group, 5, data, 99) == 0:
            assert not last_breaks(group, 5, data)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(8, 11), few=st.booleans())
def test_no_split_exceeds_the_bound(seed: int, n: int, few: bool):
    problem = compile_problem(without_wishes(n, seed), EASY, Weights())
    n = len(problem.people)
    size = 4 + seed % 2 if n > 8 else 4

    best = 0.0
    for one in combinations(range(n), size):
        rest = tuple(i for i in range(n) if i not in one)
        best = max(
            best, Table(problem=problem, members=one).mix + Table(problem=problem, members=rest).mix
        )

    columns = 60 if few else compositions.MOST_COLUMNS  # so few that answers are taken together
    with patch.object(compositions, "MOST_COLUMNS", columns):
        bound = upper_bound(problem.answers, np.arange(n), [size, n - size])
    assert best <= bound + 1e-9


def test_one_answer_by_itself_is_bounded_as_tightly_as_can_be():
    said = [("k",), ("k", "l"), ("k", "l"), ("l", "m"), ("k",), ("l",), ("m",), ("m", "k"), ("k",)]
    people = [person(f"p{i}", answers={"word": words}) for i, words in enumerate(said)]
    problem = compile_problem(people, EASY, Weights())

    best = max(
        Table(problem=problem, members=one).mix
        + Table(problem=problem, members=tuple(set(range(9)) - set(one))).mix
        for one in combinations(range(9), 4)
    )

    bound = upper_bound(problem.answers, np.arange(9), [4, 5])
    assert best <= bound + 1e-9
    assert bound < 1.02 * best


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(1, 6))
def test_the_assignment_is_the_cheapest(seed: int, n: int):
    cost = np.random.default_rng(seed).random((n, n))

    column = assign(cost, n)

    cheapest = min(sum(cost[i, p[i]] for i in range(n)) for p in permutations(range(n)))
    assert cost[np.arange(n), column].sum() == pytest.approx(cheapest)


def test_leaving_an_answer_open_neither_helps_nor_hurts():
    people = [person(f"p{i}", answers={"role": ("ab"[i % 2],)}) for i in range(8)]
    people.append(person("open"))
    problem = compile_problem(people, EASY, Weights())
    at = problem.index["open"]

    far = [plain_distance(problem, at, i) for i in range(9) if i != at]

    assert far == pytest.approx([0.5] * 8)


KEEPS_APART = {Rule.SLOT, Rule.LANGUAGE, Rule.EQUAL_STANDING, Rule.NOT_TOGETHER}


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), grades=st.sampled_from([None, 0, 2]))
def test_one_yes_or_no_is_what_the_rules_say_one_by_one(seed: int, grades: int | None):
    chance = random.Random(seed)
    rules = replace(RULES, grades_apart=grades)
    problem = compile_problem(crowd(10, seed), rules, Weights())
    for _ in range(20):
        some = tuple(chance.sample(range(len(problem.people)), min(len(problem.people), 3)))
        table = Table(problem=problem, members=some)
        if some:
            assert is_kept_apart(problem, some) == bool(KEEPS_APART & table.broken().keys())


def test_no_answer_stands_beside_a_name():
    people = [
        person(
            f"p{i}",
            name=f"=Name{i}",
            answers={"gender": ("secretword",)},
            free=(Free(starts=0, ends=600),),
        )
        for i in range(8)
    ]
    formation = form(people, EASY, Weights(), seconds=0.02, seed=1)

    texts = groups_csv(formation, people), report(formation), explanation(formation, people)

    assert not any("secretword" in text for text in texts)
    assert ",'=Name3," in texts[0]


def test_the_matrix_form_finds_the_best_of_a_small_case():
    distances = np.random.default_rng(3).integers(0, 100, (9, 9)).astype(float)
    distances = np.triu(distances, 1) + np.triu(distances, 1).T
    instance = matrix.Instance(distances=distances, least=np.array([2, 3]), most=np.array([6, 7]))

    found = matrix.search(instance, seconds=0.01, seed=1)

    def value(group: tuple[int, ...]) -> float:
        rest = [i for i in range(9) if i not in group]
        return float(
            sum(distances[a, b] for a, b in (*combinations(group, 2), *combinations(rest, 2)))
        )

    assert found.value == max(
        value(group) for size in range(2, 7) for group in combinations(range(9), size)
    )


def packed(nodes: int):
    """The best groups of eighteen people, looked for in so many branches."""
    problem = compile_problem(crowd(18, 3), EASY, Weights())
    n = len(problem.people)
    members, sizes, mix = groups_of(problem.data, np.arange(n, dtype=np.int32), 100_000)
    return best_packing(members, sizes, mix, n, nodes=nodes, at_least=1)


def test_a_packing_says_whether_it_is_the_best():
    whole, cut = packed(10_000_000), packed(3)

    assert whole.is_settled
    assert whole.placed > 0
    assert not cut.is_settled
    assert cut.placed <= whole.placed


def advice(cut: bool):
    """For nine of whom four wait; `cut`: how many can be placed as it is was not found out."""
    people = [person(f"p{n}", trained=n < 3) for n in range(9)]
    problem = compile_problem(people, EASY, Weights())
    asked = []

    def looked(*case, nodes, **more):
        asked.append(case)
        return best_packing(*case, nodes=1 if cut and len(asked) == 1 else nodes, **more)

    with patch("levelground.core.formation.search.packing.best_packing", looked):
        return suggestions(problem, [(0, 1, 2, 3, 4)], [5, 6, 7, 8])


def test_no_advice_is_given_where_it_is_not_known_what_is_possible_now():
    assert advice(cut=True) == ()


def test_control_where_it_is_known_there_is_advice():
    assert advice(cut=False)
