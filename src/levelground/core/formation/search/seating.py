"""Who sits where while a search runs, and what that is worth."""

# ruff: noqa: PLR0917 - kernels take their arrays by position

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from levelground.core.formation.data import FIXED, TRAITS, Array, Data
from levelground.core.formation.search.compiled import compiled, inlined
from levelground.core.formation.search.kernels import broken_in, mix_of


class Seating(NamedTuple):
    """members: (groups, most) int32, -1 after the last; sizes, broken: (groups,) int64;
    mix: (groups,) float64; group_of: (n,) int32, -1 in the pool; pool, pool_at: (n,) int32, the
    people without a group and each one's place there; pooled: (1,) int64, how many they are.
    """

    members: Array
    sizes: Array
    broken: Array
    mix: Array
    group_of: Array
    pool: Array
    pool_at: Array
    pooled: Array


class Terms(NamedTuple):
    """mark, fairness: below this mix a group pays fairness x (mark - mix) squared. slot_at,
    slot_people: who can come to each slot. focus: (k,) int64, groups that deserve more proposals.
    """

    mark: float
    fairness: float
    slot_at: Array
    slot_people: Array
    focus: Array


SIZE_COST = 0.1
"""For each group, times the square of how far its size is from the preferred one."""


@inlined
def worth(mix: float, size: int, data: Data, terms: Terms) -> float:
    """What a group adds to the objective, rules aside; nothing while it is empty."""
    if size == 0:
        return 0.0
    short = max(0.0, terms.mark - mix)
    away = size - data.limits.preferred
    return float(mix - terms.fairness * short * short - SIZE_COST * away * away)


@compiled
def worths(sizes: Array, mix: Array, data: Data, terms: Terms) -> Array:
    """(k,): the same for many groups, with sizes and mix (k,)."""
    found = np.zeros(len(sizes))
    for k in range(len(sizes)):
        found[k] = worth(mix[k], sizes[k], data, terms)
    return found


@inlined
def breaks(group: Array, size: int, data: Data, limit: int) -> int:
    """How many times a group breaks rules, its least size included."""
    few = max(0, data.limits.least - size)
    return int(few + broken_in(group, size, data, limit - few))


@compiled
def measure(data: Data, state: Seating) -> None:
    """Fill in mix and broken of every group."""
    for g in range(len(state.sizes)):
        if state.sizes[g] == 0:
            continue
        state.mix[g] = mix_of(state.members[g], state.sizes[g], data)
        state.broken[g] = breaks(state.members[g], state.sizes[g], data, 1 << 30)


@compiled
def total_worth(data: Data, state: Seating, terms: Terms) -> float:
    total = 0.0
    for g in range(len(state.sizes)):
        total += worth(state.mix[g], state.sizes[g], data, terms)
    return total


@inlined
def place_of(person: int, group: Array, size: int) -> int:
    for i in range(size):
        if group[i] == person:
            return i
    return -1


@inlined
def settle(g: int, group: Array, size: int, mix: float, broken: int, state: Seating) -> None:
    """Write a group's new members into the state."""
    for i in range(state.members.shape[1]):
        state.members[g, i] = group[i] if i < size else -1
    for i in range(size):
        state.group_of[group[i]] = g
    state.sizes[g] = size
    state.mix[g] = mix
    state.broken[g] = broken


@compiled
def into_pool(person: int, state: Seating) -> None:
    state.pool[state.pooled[0]] = person
    state.pool_at[person] = state.pooled[0]
    state.group_of[person] = -1
    state.pooled[0] += 1


@compiled
def out_of_pool(person: int, state: Seating) -> None:
    state.pooled[0] -= 1
    last = state.pool[state.pooled[0]]
    at = state.pool_at[person]
    state.pool[at] = last
    state.pool_at[last] = at
    state.pool_at[person] = -1


@inlined
def copy_without(group: Array, size: int, a: int, b: int, into: Array) -> int:
    """Members but a and b, and how many they are."""
    kept = 0
    for i in range(size):
        if group[i] != a and group[i] != b:
            into[kept] = group[i]
            kept += 1
    return kept


@compiled
def change(data: Data, state: Seating, g: int, leaves: int, comes: int) -> None:
    """One leaves a group and another comes (-1: nobody does); no rule is looked at."""
    row = np.empty(16, dtype=np.int32)
    size = copy_without(state.members[g], state.sizes[g], leaves, -1, row)
    if comes >= 0:
        row[size] = comes
        size += 1
    settle(g, row, size, mix_of(row, size, data), 0, state)


@inlined
def is_fixed(person: int, data: Data) -> bool:
    return bool(data.facts[person, TRAITS] & FIXED)


@inlined
def companion(person: int, group: Array, size: int, data: Data) -> int:
    """The partner of somebody, if in this group; -1 otherwise."""
    partner = int(data.partners[person])
    return partner if partner >= 0 and place_of(partner, group, size) >= 0 else -1
