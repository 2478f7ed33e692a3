"""Why somebody waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from levelground.core.formation.data import FIRST_LANE, LANGUAGES
from levelground.core.formation.explaining.table import Table
from levelground.core.formation.formation import Unplaced
from levelground.core.formation.problem import Problem
from levelground.core.formation.rules import Rule
from levelground.core.words import Sentence

LOOK = 400
"""Groups looked at to find out what keeps one person out of them."""


def why_unplaced(problem: Problem, person: int, groups: Sequence[Sequence[int]]) -> Unplaced:
    """The rule that keeps somebody out of most groups with a free place, or too few people."""
    rules = problem.rules
    who = problem.people[person].id
    if not groups:
        return Unplaced(person=who, rule=Rule.SIZE, reason=_too_few(problem))
    near = _meetable(problem, person)
    if rules.slot and near < rules.least - 1:
        reason = Sentence(
            "Only %(count)d other shares a slot and a language with them; %(needed)s are needed.",
            "Only %(count)d others share a slot and a language with them; %(needed)s are needed.",
            near,
            needed=rules.least - 1,
        )
        return Unplaced(person=who, rule=Rule.SLOT, reason=reason)
    blocked: Counter[Rule] = Counter()
    free = [group for group in groups if len(group) < rules.most][:LOOK]
    for group in free:
        broken = Table(problem=problem, members=(*group, person)).broken()
        before = Table(problem=problem, members=tuple(group)).broken()
        blocked.update(rule for rule in broken if rule not in before)
    if not free:
        return Unplaced(person=who, rule=Rule.SIZE, reason=Sentence("Every group is full."))
    rule, often = blocked.most_common(1)[0] if blocked else (Rule.SIZE, 0)
    reason = Sentence(
        "“%(rule)s” keeps them out of %(often)s of %(groups)s groups with a free place.",
        rule=Sentence(rule.value),
        often=often,
        groups=len(free),
    )
    return Unplaced(person=who, rule=rule, reason=reason)


def _meetable(problem: Problem, person: int) -> int:
    """How many others share a slot and a language."""
    data = problem.data
    first = FIRST_LANE + len(data.lane_weights)
    shares = np.ones(len(problem.people), dtype=np.bool_)
    if problem.rules.slot:
        shares &= (data.facts[:, first:] & data.facts[person, first:]).any(axis=1)
    if problem.rules.language:
        shares &= (data.facts[:, LANGUAGES] & data.facts[person, LANGUAGES]) > 0
    return int(shares.sum()) - 1


def _too_few(problem: Problem) -> str:
    n = len(problem.people)
    if n < problem.rules.least:
        return Sentence(
            "There is %(count)d person in all; a group needs %(least)s.",
            "There are %(count)d people in all; a group needs %(least)s.",
            n,
            least=problem.rules.least,
        )
    return Sentence("No group of these people keeps every rule.")
