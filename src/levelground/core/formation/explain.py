"""Why somebody waits, and why two people are or are not in one group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from levelground.core.formation.formation import Formation, Unplaced
from levelground.core.formation.problem import Problem
from levelground.core.formation.rules import Rule
from levelground.core.formation.said import counted, said
from levelground.core.formation.table import Table, distance

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
        reason = counted(
            "Only {count} other shares a slot and a language with them; {needed} are needed.",
            "Only {count} others share a slot and a language with them; {needed} are needed.",
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
        return Unplaced(person=who, rule=Rule.SIZE, reason=said("Every group is full."))
    rule, often = blocked.most_common(1)[0] if blocked else (Rule.SIZE, 0)
    reason = said(
        "“{rule}” keeps them out of {often} of {groups} groups with a free place.",
        rule=said(rule.value),
        often=often,
        groups=len(free),
    )
    return Unplaced(person=who, rule=rule, reason=reason)


def why_with(formation: Formation, problem: Problem, one: str, other: str) -> tuple[str, ...]:
    """Sentences on why two people are, or are not, in one group; without anybody's answers."""
    index = problem.index
    group = formation.group_of(one)
    if one not in index or other not in index or group is None:
        waits = next((u for u in formation.unplaced if u.person in {one, other}), None)
        return (waits.reason,) if waits else ("One of them is not among these people.",)
    if other not in group.members:
        pair = Table(problem=problem, members=(index[one], index[other])).broken()
        told = [what for rule, some in pair.items() if rule not in _LATER for what in some]
        return tuple(told) or ("No rule keeps them apart; both groups are more mixed as they are.",)
    members = tuple(index[member] for member in group.members)
    told = []
    if problem.data.partners[index[one]] == index[other]:
        told.append("They asked to be together.")
    if (
        problem.people[index[one]].group
        and problem.people[index[one]].group == problem.people[index[other]].group
    ):
        told.append("They were in this group before.")
    if group.slots:
        told.append(
            f"They share {group.slots[0]}"
            + (f" and {len(group.slots) - 1} other slots." if len(group.slots) > 1 else ".")
        )
    if group.languages:
        told.append(f"They share {', '.join(group.languages)}.")
    far = distance(problem, index[one], index[other])
    usual = _usual(problem, members)
    told.append(f"How different they are: {far:.0%}; a pair of this group on average: {usual:.0%}.")
    return tuple(told)


_LATER = {Rule.SIZE, Rule.TRAINED, Rule.TOGETHER, Rule.MINORITY, Rule.ORGANISATION}


def _usual(problem: Problem, members: tuple[int, ...]) -> float:
    return Table(problem=problem, members=members).mix


def _meetable(problem: Problem, person: int) -> int:
    """How many others share a slot and a language."""
    data = problem.data
    first = 5 + len(data.lane_weights)
    shares = np.ones(len(problem.people), dtype=np.bool_)
    if problem.rules.slot:
        shares &= (data.facts[:, first:] & data.facts[person, first:]).any(axis=1)
    if problem.rules.language:
        shares &= (data.facts[:, 1] & data.facts[person, 1]) > 0
    return int(shares.sum()) - 1


def _too_few(problem: Problem) -> str:
    n = len(problem.people)
    if n < problem.rules.least:
        return counted(
            "There is {count} person in all; a group needs {least}.",
            "There are {count} people in all; a group needs {least}.",
            n,
            least=problem.rules.least,
        )
    return said("No group of these people keeps every rule.")
