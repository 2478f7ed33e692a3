"""Balance the sizes of groups: somebody goes from a large one to a small one, straight or by
way of a third, which gives up another for them (an ejection chain; Glover, Discrete Applied Mathematics
65, 1996)."""

from __future__ import annotations

import numpy as np

from levelground.core.formation.data import STAYS, TRAITS, Array, Data
from levelground.core.formation.search.compiled import compiled
from levelground.core.formation.search.kernels import mix_of
from levelground.core.formation.search.seating import (
    Seating,
    Terms,
    breaks,
    change,
    copy_without,
    worth,
)

Way = tuple[int, int, int, int]
"""Who leaves, to which group, who leaves that for them (-1: nobody), and where to."""

NONE: Way = (-1, -1, -1, -1)


@compiled
def balance_sizes(data: Data, state: Seating, terms: Terms) -> int:
    """Make the best such moves, one after the other, while any is worth it; how many were made."""
    made = 0
    while True:
        best, move = 1e-9, NONE
        for x in range(len(state.group_of)):
            g = state.group_of[x]
            if g >= 0 and state.sizes[g] > data.limits.preferred and not state.broken[g]:
                gain, found = _best_way(data, state, terms, x)
                if gain > best:
                    best, move = gain, found
        if move == NONE:
            return made
        x, m, y, h = move
        change(data, state, state.group_of[x], x, -1)
        change(data, state, m, y, x)
        if h >= 0:
            change(data, state, h, -1, y)
        made += 1


@compiled
def _best_way(data: Data, state: Seating, terms: Terms, x: int) -> tuple[float, Way]:
    """The best way for one person to leave a large group, and what all groups gain by it."""
    row = np.empty(16, dtype=np.int32)
    best, way = -np.inf, NONE
    g = state.group_of[x]
    lost = _changed(data, state, terms, (g, x, -1), row)
    if lost == -np.inf:
        return best, way
    for m in range(len(state.sizes)):
        if m == g or state.sizes[m] == 0 or state.broken[m]:
            continue
        gain = lost + _changed(data, state, terms, (m, -1, x), row)
        if state.sizes[m] < data.limits.preferred and gain > best:
            best, way = gain, (x, m, -1, -1)
        for k in range(state.sizes[m]):
            y = int(state.members[m, k])
            through = lost + _changed(data, state, terms, (m, y, x), row)
            if through == -np.inf:
                continue
            for h in range(len(state.sizes)):
                if h == m or not 0 < state.sizes[h] < data.limits.preferred or state.broken[h]:
                    continue
                gain = through + _changed(data, state, terms, (h, -1, y), row)
                if gain > best:
                    best, way = gain, (x, m, y, h)
    return best, way


@compiled
def _changed(
    data: Data, state: Seating, terms: Terms, move: tuple[int, int, int], row: Array
) -> float:
    """What a group is worth more when one leaves and another comes (-1: nobody does); -inf if a rule
    would be broken, or if who leaves is fixed there, or one of a pair. `row` is scratch."""
    g, leaves, comes = move
    if leaves >= 0 and data.facts[leaves, TRAITS] & STAYS:
        return -np.inf
    size = copy_without(state.members[g], state.sizes[g], leaves, -1, row)
    if comes >= 0:
        row[size] = comes
        size += 1
    if size > data.limits.most or breaks(row, size, data, 0):
        return -np.inf
    before = worth(state.mix[g], state.sizes[g], data, terms)
    return worth(mix_of(row, size, data), size, data, terms) - before
