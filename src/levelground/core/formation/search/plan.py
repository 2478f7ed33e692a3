"""How many groups there will be, which of them exist already, and which of those are merged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from levelground.core.formation.data import Array
from levelground.core.formation.problem import Problem
from levelground.core.formation.rules import OrganisationRule
from levelground.core.formation.search.seating import breaks
from levelground.core.formation.search.sizes import sizes_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """names: of the groups that exist; seeds: their members, who stay; sizes: wished for every
    group, those that exist first.
    """

    names: tuple[str, ...]
    seeds: tuple[tuple[int, ...], ...]
    sizes: tuple[int, ...]


def plan(problem: Problem) -> Plan:
    """Groups that exist keep their members and are filled up; the others form new groups."""
    rules = problem.rules
    existing: dict[str, list[int]] = {}
    for i, person in enumerate(problem.people):
        if person.group:
            existing.setdefault(person.group, []).append(i)
    free = sum(not person.group for person in problem.people)
    seeds = _merged(problem, dict(sorted(existing.items())), free)
    wanted = sum(max(0, rules.preferred - len(members)) for members in seeds.values())
    new: tuple[int, ...] = ()
    if rules.organisation is OrganisationRule.INTERNAL:
        of_each: dict[str, int] = {}
        for person in problem.people:
            if not person.group:
                of_each[person.organisation] = of_each.get(person.organisation, 0) + 1
        for count in of_each.values():
            new += sizes_for(count, rules)
    else:
        new = sizes_for(max(0, free - wanted), rules)
    return Plan(
        names=tuple(seeds),
        seeds=tuple(tuple(members) for members in seeds.values()),
        sizes=(*(len(members) for members in seeds.values()), *new),
    )


def _merged(problem: Problem, existing: dict[str, list[int]], free: int) -> dict[str, list[int]]:
    """Small groups put together, smallest first, while there are too few people to fill them all."""
    rules = problem.rules
    while sum(max(0, rules.least - len(members)) for members in existing.values()) > free:
        order = sorted(existing, key=lambda name: (len(existing[name]), name))
        pair = next(
            (
                (a, b)
                for at, a in enumerate(order)
                for b in order[at + 1 :]
                if len(existing[a]) + len(existing[b]) <= rules.most
                and len(existing[a]) < rules.least
                and _unbroken(problem, [*existing[a], *existing[b]])
            ),
            None,
        )
        if pair is None:
            break
        existing[f"{pair[0]} + {pair[1]}"] = existing.pop(pair[0]) + existing.pop(pair[1])
    return existing


def _unbroken(problem: Problem, members: list[int]) -> bool:
    row: Array = np.array(members, dtype=np.int32)
    few = max(0, problem.rules.least - len(members))
    lacking = problem.data.needed[len(members)]
    allowed = few + int(lacking)
    return breaks(row, len(members), problem.data, allowed) <= allowed
