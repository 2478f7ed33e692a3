"""The best choice among all groups that keep the rules, with proof, for a few dozen people.

A linear programme gives every person a price such that no group is worth more than its members cost
(set packing and its dual). The best choice then wastes little: what it is worth falls short of the
sum of prices by just what its groups are worth less than their prices, and by the prices of those
left out. So groups are taken person by person, and a branch ends once it has wasted more than the
best choice known (branch and bound; Land and Doig, Econometrica 28, 1960).
"""

# ruff: noqa: PLR0917 - kernels take their arrays by position

from __future__ import annotations

import numpy as np
from ortools.linear_solver import pywraplp

from levelground.core.formation.compiled import Array, compiled
from levelground.core.formation.exact import Packing

NODES = 10_000_000
"""Branches that a second of effort stands for, after which a case is given up as not small."""

SLIGHT = 1e-7


def best_packing(
    members: Array, sizes: Array, worths: Array, people: int, *, nodes: int, at_least: int
) -> Packing:
    """Groups without a common member that place the most people and, among those, are worth most.

    members: (k, most) int32, sizes: (k,), worths: (k,) float64; at_least: people that are known to be
    placeable. The choice is proven to be the best unless `nodes` branches were not enough.
    """
    most = int(_prices(members, sizes, sizes.astype(np.float64), people, None)[2] + SLIGHT)
    for placed in range(most, at_least - 1, -1):
        prices, extra, value = _prices(members, sizes, worths, people, placed)
        if np.isnan(value):
            continue  # not even parts of groups place so many
        chosen, used = _choose(members, sizes, worths, prices, extra, placed, nodes)
        nodes -= used
        if nodes <= 0:
            break
        if len(chosen):
            return Packing(chosen=chosen, placed=placed, is_proven=True)
    return Packing(chosen=np.zeros(0, dtype=np.int64), placed=0, is_proven=False)


def _prices(
    members: Array, sizes: Array, worths: Array, people: int, placed: int | None
) -> tuple[Array, float, float]:
    """Each person's price, the price of a place, and the value, if groups could be taken in parts;

    the value is NaN where even so nobody could place `placed` people.
    """
    solver = pywraplp.Solver.CreateSolver("GLOP")
    once = [solver.Constraint(0.0, 1.0) for _ in range(people)]
    seats = None if placed is None else solver.Constraint(float(placed), float(placed))
    objective = solver.Objective()
    objective.SetMaximization()
    for row, size, worth in zip(members.tolist(), sizes.tolist(), worths.tolist(), strict=True):
        part = solver.NumVar(0.0, solver.infinity(), "")
        for person in row[:size]:
            once[person].SetCoefficient(part, 1.0)
        if seats is not None:
            seats.SetCoefficient(part, float(size))
        objective.SetCoefficient(part, worth)
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        return np.zeros(people), 0.0, float("nan")
    prices = np.maximum([row.dual_value() for row in once], 0.0)
    return prices, 0.0 if seats is None else seats.dual_value(), objective.Value()


def _choose(
    members: Array,
    sizes: Array,
    worths: Array,
    prices: Array,
    extra: float,
    placed: int,
    nodes: int,
) -> tuple[Array, int]:
    """The best groups that place exactly `placed` people, none if there are none, and the branches
    looked at; a bound on what is wasted is doubled until something is found."""
    people = len(prices)
    inside = np.arange(members.shape[1])[None, :] < sizes[:, None]
    safe = np.where(inside, members, 0)
    wasted = np.where(inside, prices[safe], 0.0).sum(axis=1) + extra * sizes - worths
    wasted = np.maximum(wasted, 0.0)
    masks = np.where(inside, np.int64(1) << safe.astype(np.int64), 0).sum(axis=1)
    often = np.bincount(members[inside], minlength=people)
    order = np.argsort(often, kind="stable")
    rank = np.empty(people, dtype=np.int64)
    rank[order] = np.arange(people)
    first = np.where(inside, rank[safe], people).min(axis=1)
    by = np.lexsort((wasted, first))
    starts = np.searchsorted(first[by], np.arange(people + 1))
    used, bound = 0, 0.02
    most = float(wasted.sum() + prices.sum()) + 1.0
    while used < nodes:
        found, looked = _branch(
            masks[by], wasted[by], starts, order, prices, people - placed, bound, nodes - used
        )
        used += looked
        if used >= nodes:
            break
        if len(found) or bound > most:
            return by[found], used
        bound *= 3
    return np.zeros(0, dtype=np.int64), nodes


@compiled
def _branch(  # noqa: C901, PLR0912, PLR0915 - one loop, kept flat for the compiler
    masks: Array, wasted: Array, starts: Array, order: Array, prices: Array, out: int, bound: float,
    nodes: int,
) -> tuple[Array, int]:  # fmt: skip
    """The least wasteful choice within `bound` that leaves out just `out` people, and the branches.

    Groups are sorted by the first of their members in `order`, those that waste least first.
    """
    people = len(order)
    at = np.zeros(people + 1, dtype=np.int64)  # the next choice at each depth
    who = np.zeros(people + 1, dtype=np.int64)
    seated = np.zeros(people + 1, dtype=np.int64)
    lost = np.zeros(people + 1)
    left = np.zeros(people + 1, dtype=np.int64)
    taken = np.full(people + 1, -1, dtype=np.int64)
    best = np.zeros(0, dtype=np.int64)
    looked = depth = 0
    at[0] = starts[0]
    while depth >= 0:
        looked += 1
        if looked >= nodes:
            break
        p = who[depth]
        end = starts[p + 1]
        k = at[depth]
        while k < end and masks[k] & seated[depth]:
            k += 1
        person = order[p]
        if k < end and lost[depth] + wasted[k] >= bound:
            k = end
        if k < end:
            at[depth] = k + 1
            taken[depth] = k
            mask, waste, gone = seated[depth] | masks[k], lost[depth] + wasted[k], left[depth]
        elif at[depth] <= end:  # last of all: leave this person out
            at[depth] = end + 1
            taken[depth] = -1
            mask = seated[depth] | (np.int64(1) << person)
            waste, gone = lost[depth] + prices[person], left[depth] + 1
            if waste >= bound or gone > out:
                depth -= 1
                continue
        else:
            depth -= 1
            continue
        p += 1
        while p < people and mask >> order[p] & 1:
            p += 1
        if p < people:
            depth += 1
            who[depth], at[depth], seated[depth] = p, starts[p], mask
            lost[depth], left[depth] = waste, gone
        elif gone == out:
            bound = waste
            count = 0
            for d in range(depth + 1):
                count += taken[d] >= 0
            best = np.empty(count, dtype=np.int64)
            count = 0
            for d in range(depth + 1):
                if taken[d] >= 0:
                    best[count] = taken[d]
                    count += 1
    return best, looked
