"""Goal P5, in its quick form; `bench/differencing.py` does the same with a thousand programmes."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from levelground.core.health import Facts, Figures, GroupState, Number, publish
from tests.core.health.differencing import (
    answers,
    betrayed,
    facts_of,
    overlaps,
    random_world,
)

SEEDS = range(60)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_two_answers_differ_by_a_few_people(seed: int):
    assert overlaps(list(answers(random_world(seed)))) == []


def test_there_is_something_to_be_seen_at_all():
    shown = [len(list(answers(random_world(seed)))) for seed in SEEDS]

    assert sum(shown) > 500


@pytest.mark.parametrize("seed", range(12))
def test_no_group_is_betrayed_by_what_is_said_of_all(seed: int):
    world = random_world(seed)
    for programme in world.programmes:
        facts, _ = facts_of(world, programme, 1, at=2, seed=seed)
        assert betrayed(facts[:6]) == []


def test_no_group_is_betrayed_among_six():
    """Every way in which six groups of two to six people could fare, for some that do fare so."""
    chance = random.Random(5)
    for _ in range(4):
        facts = [
            Facts(group=n, people=chance.randint(2, 6), state=chance.choice(list(GroupState)[2:]))
            for n in range(6)
        ]
        assert betrayed(facts) == []


def found_in_some(*, is_frozen: bool = True, sums_facts: bool = False) -> bool:
    return any(
        overlaps(list(answers(random_world(seed), is_frozen=is_frozen, sums_facts=sums_facts)))
        for seed in SEEDS
    )


def test_control_figures_made_anew_when_somebody_has_gone_are_noticed():
    assert found_in_some(is_frozen=False)


def test_control_a_total_of_what_is_too_small_is_noticed():
    assert found_in_some(sums_facts=True)


def test_control_figures_of_single_groups_are_noticed():
    def each(facts: Sequence[Facts]) -> Figures:
        return Figures(groups=len(facts), hours=sum(one.minutes for one in facts) // 60)

    assert any(overlaps(list(answers(random_world(seed), each))) for seed in SEEDS)


def test_control_exact_counts_of_states_are_noticed():
    def exact(facts: Sequence[Facts]) -> Figures:
        counts = {state: [one.state for one in facts].count(state) for state in GroupState}
        numbers = {state: Number(least=n, most=n) for state, n in counts.items()}
        return Figures(groups=len(facts), states=numbers)

    same = [Facts(group=n, people=4, state=GroupState.WELL) for n in range(4)]

    assert betrayed(same, exact) == [0, 1, 2, 3]
    assert betrayed(same, publish) == []
