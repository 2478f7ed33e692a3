"""The best choice among all groups that keep the rules, with proof, for a few dozen people.

A linear programme gives every person a price such that no group is worth more than its members cost
(set packing and its dual). The best choice then wastes little: what it is worth falls short of the
sum of prices by just what its groups are worth less than their prices, and by the prices of those
left out. So groups are taken person by person, and a branch ends once it has wasted more than the
best choice known (branch and bound; Land and Doig, Econometrica 28, 1960).
"""

# ruff: noqa: PLR0917 - kernels take their arrays by position

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from ortools.linear_solver import pywraplp

from levelground.core.formation.data import Array
from levelground.core.formation.search.compiled import compiled

NODES = 5_000_000
"""Branches that a second stands for, after which a case is given up as not small."""

SLIGHT = 1e-7
COLUMNS = 300
"""Groups that come into the linear programme at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packing:
    """chosen: (k,) the groups taken, none if none was found; placed: how many people are in them.

    is_settled: nothing better exists; False where there were more branches than were allowed.
    """

    chosen: Array
    placed: int
    is_settled: bool


def best_packing(
    members: Array, sizes: Array, worths: Array, people: int, *, nodes: int, at_least: int
) -> Packing:
    """Groups without a common member that place the most people and, among those, are worth most.

    members: (k, most) int32, numbers below `people`, 63 at most; sizes: (k,); worths: (k,) float64.
    nodes: branches after which the case is given up; at_least: fewer people are of no use.
    """
    packing = packings(members, sizes, worths, people, nodes=nodes, at_least=at_least)
    while True:
        try:
            next(packing)
        except StopIteration as end:
            found: Packing = end.value
            return found


def packings(
    members: Array, sizes: Array, worths: Array, people: int, *, nodes: int, at_least: int
) -> Generator[float, None, Packing]:
    """The same for those who watch: yields about once a second what share of `nodes` is used up."""
    budget = _Budget(nodes, nodes)
    pricing = _Prices(members, sizes, people)
    chosen = np.zeros(0, dtype=np.int64)
    for placed in range(pricing.most_placed(), at_least - 1, -1):
        prices, extra, _ = pricing.of(worths, placed)
        chosen = yield from _choose(members, sizes, worths, prices, extra, placed, budget)
        if len(chosen) or budget.left <= 0:
            break
    return Packing(chosen=chosen, placed=int(sizes[chosen].sum()), is_settled=budget.left > 0)


@dataclass(slots=True)
class _Budget:
    """Branches that may be looked at, and how many of them are left."""

    nodes: int
    left: int


class _Prices:
    """The linear programme: groups may be taken in parts, nobody more than whole.

    Of tens of thousands of groups it needs a few hundred: it begins with some and takes in those that
    are worth more than their members cost, until there are none (column generation; Gilmore and
    Gomory, Operations Research 9, 1961).
    """

    def __init__(self, members: Array, sizes: Array, people: int) -> None:
        inside = np.arange(members.shape[1])[None, :] < sizes[:, None]
        self.members = np.where(inside, members, people)  # whose price is nothing
        self.sizes, self.people = sizes, people
        self.known = np.arange(0, len(members), max(1, len(members) // COLUMNS))

    def most_placed(self) -> int:
        """How many people can be placed at most, as far as parts of groups tell.

        Rounded up generously: one too many costs a look, one too few would be a false proof.
        """
        return int(self.of(self.sizes.astype(np.float64))[2] + 1e-4)

    def of(self, worths: Array, placed: int | None = None) -> tuple[Array, float, float]:
        """Each person's price, the price of a place where so many are placed, and the value."""
        while True:
            prices, extra, value = self._solve(worths, placed)
            short = worths - np.append(prices, 0.0)[self.members].sum(axis=1) - extra * self.sizes
            short[self.known] = 0.0
            lacking = np.flatnonzero(short > SLIGHT)
            if not len(lacking):
                return prices, extra, value
            dearest = np.argsort(-short[lacking], kind="stable")[:COLUMNS]
            self.known = np.append(self.known, lacking[dearest])

    def _solve(self, worths: Array, placed: int | None) -> tuple[Array, float, float]:
        solver = pywraplp.Solver.CreateSolver("GLOP")
        once = [solver.Constraint(0.0, 1.0) for _ in range(self.people)]
        seats = None if placed is None else solver.Constraint(float(placed), float(placed))
        objective = solver.Objective()
        objective.SetMaximization()
        for k in self.known.tolist():
            part = solver.NumVar(0.0, solver.infinity(), "")
            for person in self.members[k, : self.sizes[k]].tolist():
                once[person].SetCoefficient(part, 1.0)
            if seats is not None:
                seats.SetCoefficient(part, float(self.sizes[k]))
            objective.SetCoefficient(part, float(worths[k]))
        if solver.Solve() != pywraplp.Solver.OPTIMAL:  # as many as `most_placed` always can be
            raise ArithmeticError("The linear programme of a packing was not solved.")
        prices = np.maximum([row.dual_value() for row in once], 0.0)
        return prices, 0.0 if seats is None else seats.dual_value(), objective.Value()


def _choose(
    members: Array,
    sizes: Array,
    worths: Array,
    prices: Array,
    extra: float,
    placed: int,
    budget: _Budget,
) -> Generator[float, None, Array]:
    """The best groups that place exactly `placed` people, none if there are none; a bound on what is
    wasted is raised until something is found."""
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
    bound = 0.02
    most = float(wasted.sum() + prices.sum()) + 1.0
    while True:
        found = yield from _search(
            masks[by], wasted[by], starts, order, prices, people - placed, bound, budget
        )
        if len(found) or bound > most or budget.left <= 0:
            return by[found]
        bound *= 3


def _search(
    masks: Array, wasted: Array, starts: Array, order: Array, prices: Array, out: int, bound: float,
    budget: _Budget,
) -> Generator[float, None, Array]:  # fmt: skip
    """The least wasteful choice within `bound`: see `_branch`, which is asked for a second at a time."""
    at, who, seated, left, taken = np.zeros((5, len(order) + 1), dtype=np.int64)
    trail = _Trail(at, who, seated, left, taken, lost=np.zeros(len(order) + 1))
    trail.at[0] = starts[0]
    best = np.zeros(0, dtype=np.int64)
    depth = 0
    while depth >= 0 and budget.left > 0:
        nodes = min(budget.left, NODES)
        found, bound, depth, looked = _branch(
            masks, wasted, starts, order, prices, out, bound, nodes, trail, depth
        )
        best = found if len(found) else best
        budget.left -= looked
        yield 1 - budget.left / budget.nodes
    return best


class _Trail(NamedTuple):
    """The branch that is looked at, by depth: the next group there, whose it is, who is seated, how
    many are left out, the group taken (-1: left out), and what is lost."""

    at: Array
    who: Array
    seated: Array
    left: Array
    taken: Array
    lost: Array


@compiled
def _branch(  # noqa: C901, PLR0912 - one loop, kept flat for the compiler
    masks: Array, wasted: Array, starts: Array, order: Array, prices: Array, out: int, bound: float,
    nodes: int, trail: _Trail, depth: int,
) -> tuple[Array, float, int, int]:  # fmt: skip
    """The least wasteful choice within `bound` that leaves out just `out` people, none if there is
    none; the bound then, the depth to go on from (-1: all was looked at) and the branches looked at.

    Groups are sorted by the first of their members in `order`, those that waste least first.
    """
    people = len(order)
    at, who, seated, left, taken, lost = trail
    best = np.zeros(0, dtype=np.int64)
    looked = 0
    while depth >= 0:
        if looked >= nodes:
            break
        looked += 1
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
    return best, bound, depth, looked
