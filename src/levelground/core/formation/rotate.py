"""Many people change places at once: one leaves each of many groups, and all are seated at best.

With one place open in each group, what a group is worth depends only on who takes its place, so the
best seating is an assignment problem, solved exactly: every swap and every longer ring of moves
among these people is weighed at once (Ahuja et al., A survey of very large-scale neighborhood search
techniques, Discrete Applied Mathematics 123, 2002; shortest augmenting paths after Jonker and
Volgenant, Computing 38, 1987). Rules once kept stay kept, and the total never falls.
"""

from __future__ import annotations

import numpy as np

from levelground.core.formation.compiled import Array, compiled, next_random
from levelground.core.formation.data import Data
from levelground.core.formation.kernels import distance, last_breaks, mix_of
from levelground.core.formation.state import State, Terms, settle, worth

NEVER = 1e6


@compiled
def rotate(data: Data, state: State, terms: Terms, rounds: int, width: int, random: Array) -> int:
    """`rounds` times, reseat one member each of up to `width` groups; how many changed places."""
    groups = np.arange(len(state.sizes))
    found = np.arange(len(state.sizes))
    width = min(width, len(groups))
    leaver = np.empty(width, dtype=np.int32)
    place = np.empty(width, dtype=np.int64)
    rest = np.empty((width, 16), dtype=np.int32)
    cost = np.empty((width, width))
    moved = 0
    for _ in range(rounds):
        n = _choose(data, state, terms, groups, found, width, random, place, leaver, rest)
        if n < 2:
            continue
        _weigh(data, state, terms, n, place, leaver, rest, cost)
        taker = assign(cost, n)
        for a in range(n):
            b = taker[a]
            if b != a:
                g, size = place[a], state.sizes[place[a]]
                rest[a, size - 1] = leaver[b]
                settle(g, rest[a], size, mix_of(rest[a], size, data), 0, state)
                moved += 1
    return moved


@compiled
def _choose(
    data: Data, state: State, terms: Terms, groups: Array, found: Array, width: int, random: Array,
    place: Array, leaver: Array, rest: Array,
) -> int:  # fmt: skip
    """Groups that break nothing, weak ones first, and from each somebody free to leave.

    groups is a shuffled list of all, found tells where in it each one stands.
    """
    n = 0
    for i in range(width):
        j = i + int(next_random(random) * (len(groups) - i))
        if len(terms.focus) > 0 and 4 * i < width:
            weak = found[terms.focus[int(next_random(random) * len(terms.focus))]]
            j = weak if weak > i else j
        groups[i], groups[j] = groups[j], groups[i]
        found[groups[i]], found[groups[j]] = i, j
        g = groups[i]
        size = state.sizes[g]
        if size == 0 or state.broken[g] > 0:
            continue
        at = int(next_random(random) * size)
        x = state.members[g, at]
        if data.facts[x, 3] & np.uint64(12):  # fixed, or one of a pair
            continue
        kept = 0
        for k in range(size):
            if k != at:
                rest[n, kept] = state.members[g, k]
                kept += 1
        place[n], leaver[n] = g, x
        n += 1
    return n


@compiled
def _weigh(
    data: Data, state: State, terms: Terms, n: int, place: Array, leaver: Array, rest: Array,
    cost: Array,
) -> None:  # fmt: skip
    """cost[a, b]: what group a loses when b's leaver joins those who stay; NEVER if rules break."""
    group = np.empty(16, dtype=np.int32)
    for a in range(n):
        size = state.sizes[place[a]]
        stay = size - 1
        inside = mix_of(rest[a], stay, data) * (stay * (stay - 1) / 2)
        group[:stay] = rest[a, :stay]
        for b in range(n):
            if a == b:
                cost[a, b] = -worth(state.mix[place[a]], size, data, terms)
                continue
            group[stay] = leaver[b]
            if last_breaks(group, size, data):
                cost[a, b] = NEVER
                continue
            total = inside
            for k in range(stay):
                total += distance(group[k], leaver[b], data)
            cost[a, b] = -worth(total / (size * stay / 2), size, data, terms)


@compiled
def assign(cost: Array, n: int) -> Array:
    """(n,) int64: the column for each row with the least total cost, by shortest augmenting paths.

    Columns start with the price at which nobody would leave their own place for nothing.
    """
    row_of = np.full(n + 1, -1, dtype=np.int64)
    u, v = np.zeros(n + 1), np.zeros(n + 1)
    way = np.zeros(n + 1, dtype=np.int64)
    for row in range(n):
        row_of[n] = row
        j0 = n
        least = np.full(n, np.inf)
        used = np.zeros(n + 1, dtype=np.bool_)
        while True:
            used[j0] = True
            i0 = row_of[j0]
            delta = np.inf
            j1 = -1
            for j in range(n):
                if not used[j]:
                    gap = cost[i0, j] - u[i0] - v[j]
                    if gap < least[j]:
                        least[j] = gap
                        way[j] = j0
                    if least[j] < delta:
                        delta = least[j]
                        j1 = j
            for j in range(n + 1):
                if used[j]:
                    u[row_of[j]] += delta
                    v[j] -= delta
                elif j < n:
                    least[j] -= delta
            j0 = j1
            if row_of[j0] < 0:
                break
        while j0 != n:
            j1 = way[j0]
            row_of[j0] = row_of[j1]
            j0 = j1
    column = np.empty(n, dtype=np.int64)
    for j in range(n):
        column[row_of[j]] = j
    return column
