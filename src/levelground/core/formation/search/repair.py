"""Finding places for those left over, and the proof for small cases: exact search over few people."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from levelground.core.formation.data import FIRST_LANE, FIXED, LANGUAGES, TRAITS, Array
from levelground.core.formation.problem import Problem
from levelground.core.formation.search import construct, seating
from levelground.core.formation.search.candidates import groups_of
from levelground.core.formation.search.plan import Plan
from levelground.core.formation.search.seating import Seating, Terms

NEAR = 3
"""Groups taken apart around one person without a place."""

TRIES = 60
MOST_GROUPS = 25_000
NODES = 200_000
"""Branches for each try."""

EXACT_PEOPLE = 30
CAP = 150_000
"""Groups beyond which a case is not small."""


def replace(problem: Problem, state: Seating, terms: Terms, *, seed: int) -> None:
    """Take a few groups apart around each person left over and put everybody back at best.

    Changes `state` in place; every step places more people or leaves all as it was.
    """
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    before = int(state.pooled[0])
    for attempt in range(TRIES):
        waiting = int(state.pooled[0])
        if not waiting:
            break
        person = int(state.pool[attempt % waiting])
        near = _near(problem, state, person, chance if attempt >= before else None)
        if near:
            _again(problem, state, terms, person, near)


def is_small(problem: Problem, plan: Plan) -> bool:
    """Whether a proof may be tried."""
    return not plan.seeds and 0 < len(problem.people) <= EXACT_PEOPLE


@dataclass(slots=True, kw_only=True)
class Proof:
    """The best groups of all, where every group can be listed. To be iterated: yields the share done."""

    problem: Problem
    best: Seating
    terms: Terms
    seconds: float
    is_small: bool = True  # every group can be listed
    is_proven: bool = False

    def __iter__(self) -> Iterator[float]:
        from levelground.core.formation.search import packing  # noqa: PLC0415 - a second to load, seldom needed

        data, n = self.problem.data, len(self.problem.people)
        members, sizes, mix = groups_of(data, np.arange(n, dtype=np.int32), CAP)
        self.is_small = len(sizes) <= CAP
        self.is_proven = not len(sizes)
        if self.is_proven or not self.is_small:
            return
        found = yield from packing.packings(
            members, sizes, seating.worths(sizes, mix, data, self.terms), n,
            nodes=int(packing.NODES * self.seconds), at_least=n - int(self.best.pooled[0]),
        )  # fmt: skip
        self.is_proven = found.is_settled and len(found.chosen) > 0
        if self.is_proven:
            self.best = construct.empty_state(n, len(found.chosen), self.problem.rules.most)
            for g, k in enumerate(found.chosen):
                _seat(self.best, g, members[k], int(sizes[k]), float(mix[k]))


def _near(
    problem: Problem, state: Seating, person: int, chance: random.Random | None
) -> Sequence[int]:
    """Groups whose members share a slot and a language with this person: the most promising ones, or
    some of them by chance."""
    data = problem.data
    first = FIRST_LANE + len(data.lane_weights)
    shares = (data.facts[:, first:] & data.facts[person, first:]).any(axis=1) | (
        first == data.facts.shape[1]
    )
    if data.limits.language:
        shares &= (data.facts[:, LANGUAGES] & data.facts[person, LANGUAGES]) > 0
    seated = state.group_of >= 0
    count = np.bincount(state.group_of[seated & shares], minlength=len(state.sizes))
    fixed = (data.facts[:, TRAITS] & FIXED) > 0
    count[np.unique(state.group_of[seated & fixed])] = 0
    order = np.argsort(-count, kind="stable")
    order = order[count[order] > 0][:40]
    if not len(order):
        return []
    picked = (
        order[:NEAR].tolist()
        if chance is None
        else chance.sample(order.tolist(), min(NEAR, len(order)))
    )
    return [int(g) for g in picked]


def _again(
    problem: Problem, state: Seating, terms: Terms, person: int, near: Sequence[int]
) -> None:
    """Re-form the groups `near` together with the person (and others left over), if that places more."""
    from levelground.core.formation.search import packing  # noqa: PLC0415 - a second to load, seldom needed

    data = problem.data
    pool = [int(p) for p in state.pool[: state.pooled[0]] if p != person][:3]
    seated = [int(p) for g in near for p in state.members[g] if p >= 0]
    people = np.array(sorted([person, *pool, *seated]), dtype=np.int32)
    members, sizes, mix = groups_of(data, people, MOST_GROUPS)
    if not len(sizes) or len(sizes) > MOST_GROUPS:
        return
    found = packing.best_packing(
        np.searchsorted(people, members), sizes, seating.worths(sizes, mix, data, terms),
        len(people), nodes=NODES, at_least=len(seated) + 1,
    )  # fmt: skip
    spare = [*near, *(int(g) for g in np.flatnonzero(state.sizes == 0))]
    if not len(found.chosen) or len(found.chosen) > len(spare):
        return
    for g in near:
        construct.dissolve(g, state)
    for g, k in zip(spare, found.chosen, strict=False):
        _seat(state, g, members[k], int(sizes[k]), float(mix[k]))


def _seat(state: Seating, g: int, row: Array, size: int, mix: float) -> None:
    for person in row[:size]:
        seating.out_of_pool(int(person), state)
    wide = np.full(16, -1, dtype=np.int32)
    wide[:size] = row[:size]
    seating.settle(g, wide, size, mix, 0, state)
