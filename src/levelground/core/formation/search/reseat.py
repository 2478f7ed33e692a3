"""New groups drawn from groups that can spare a member each: for somebody left over, or because the others
are larger than preferred."""

# ruff: noqa: PLR0917 - kernels take their arrays by position

from __future__ import annotations

import numpy as np

from levelground.core.formation.data import Array, Data
from levelground.core.formation.search.candidates import may_meet, shares
from levelground.core.formation.search.compiled import compiled, next_random
from levelground.core.formation.search.kernels import mix_of
from levelground.core.formation.search.seating import (
    Seating,
    breaks,
    change,
    copy_without,
    is_fixed,
    out_of_pool,
    settle,
)

LOOKS = 2_000_000
"""People looked at for each one left over, after which the search for a group is given up."""

STARTS, FEW_LOOKS = 12, 100_000
"""The same where groups are only too large: from so many people on, with so many looks each."""


@compiled
def reseat(data: Data, state: Seating, random: Array) -> int:
    """Seat those left over in new groups; how many people found a place. Changes `state` in place.

    Where few are trained, or speak a language, no group near has room, but several far apart can give
    up one of those who are needed.
    """
    before = state.pooled[0]
    group = np.empty(16, dtype=np.int32)
    at = 0
    while at < state.pooled[0]:
        g = _empty(state)
        if g < 0:
            break
        spared = _spared(data, state, data.limits.least, random)
        size = _around(state.pool[at], spared, data, state, LOOKS, group)
        if size > 0:
            _seat(g, group, size, data, state)
            at = 0
        else:
            at += 1
    return int(before - state.pooled[0])


@compiled
def split(data: Data, state: Seating, random: Array) -> int:
    """Draw new groups from those larger than preferred, as long as there are enough of them; how many."""
    group = np.empty(16, dtype=np.int32)
    made = 0
    while True:
        g = _empty(state)
        spared = _spared(data, state, data.limits.preferred, random)
        size = 0
        for person in spared[:STARTS]:
            size = _around(person, spared, data, state, FEW_LOOKS, group)
            if size > 0:
                break
        if size == 0 or g < 0:
            return made
        _seat(g, group, size, data, state)
        made += 1


@compiled
def _seat(g: int, group: Array, size: int, data: Data, state: Seating) -> None:
    for k in range(size):
        person = group[k]
        if state.group_of[person] < 0:
            out_of_pool(person, state)
        else:
            change(data, state, state.group_of[person], person, -1)
    settle(g, group, size, mix_of(group, size, data), 0, state)


@compiled
def _empty(state: Seating) -> int:
    for g in range(len(state.sizes)):
        if state.sizes[g] == 0:
            return g
    return -1


@compiled
def _spared(data: Data, state: Seating, size_kept: int, random: Array) -> Array:
    """(k,) int32, in any order: those left over, and everybody without whom their group keeps the rules and
    at least so many members."""
    n = len(state.group_of)
    spared = np.empty(n, dtype=np.int32)
    count = 0
    rest = np.empty(16, dtype=np.int32)
    for person in range(n):
        g = state.group_of[person]
        if g >= 0:
            size = state.sizes[g]
            if size <= size_kept or state.broken[g] or is_fixed(person, data):
                continue
            kept = copy_without(state.members[g], size, person, -1, rest)
            if breaks(rest, kept, data, 0):
                continue
        spared[count] = person
        count += 1
    for k in range(count - 1, 0, -1):
        other = int(next_random(random) * (k + 1))
        spared[k], spared[other] = spared[other], spared[k]
    return spared[:count]


@compiled
def _around(
    person: int, others: Array, data: Data, state: Seating, most_looks: int, group: Array
) -> int:
    """Fill `group` with this person and others, one from each group at most, so that every rule holds;
    the size, 0 if none was found."""
    least, most = data.limits.least, data.limits.most
    at = np.zeros(17, dtype=np.int64)  # by how many are seated: whom to try next
    group[0] = person
    size, looks = 1, 0
    while size > 0 and looks < most_looks:
        if size >= least and breaks(group, size, data, 0) == 0:
            return size
        k = at[size]
        while size < most and k < len(others) and not _suits(others[k], size, data, state, group):
            k += 1
        looks += k - at[size] + 1
        if size < most and k < len(others):
            group[size] = others[k]
            at[size] = k + 1
            size += 1
            at[size] = k + 1
        else:
            size -= 1
    return 0


@compiled
def _suits(other: int, size: int, data: Data, state: Seating, group: Array) -> bool:
    for k in range(size):
        mate = group[k]
        from_one = state.group_of[mate] == state.group_of[other] >= 0
        if mate == other or from_one or not may_meet(mate, other, data):
            return False
    group[size] = other
    return bool(shares(group, size + 1, data))
