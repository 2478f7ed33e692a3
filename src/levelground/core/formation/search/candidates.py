"""Every group that keeps all rules, for a few dozen people."""

from __future__ import annotations

import numpy as np

from levelground.core.formation.data import (
    FIRST,
    FIRST_LANE,
    GRADE,
    GRADE_BITS,
    INTERNAL,
    LANGUAGES,
    LAST,
    LINE,
    ORGANISATION,
    TRAITS,
    Array,
    Data,
)
from levelground.core.formation.search.compiled import compiled
from levelground.core.formation.search.kernels import ALL, ONE, mix_of
from levelground.core.formation.search.seating import breaks


@compiled
def groups_of(data: Data, people: Array, cap: int) -> tuple[Array, Array, Array]:
    """All groups among `people` (at most 64, indices int32) in which every rule holds.

    members: (k, most) int32, -1 after the last; sizes: (k,) int64; mix: (k,) float64. More than
    `cap` groups: the first cap + 1 only, so that the caller can tell.
    """
    m = len(people)
    least, most = data.limits.least, data.limits.most
    suits = _suits(data, people)
    members = np.full((cap + 1, most), -1, dtype=np.int32)
    sizes = np.zeros(cap + 1, dtype=np.int64)
    mix = np.zeros(cap + 1)
    found = 0
    group = np.empty(16, dtype=np.int32)
    at = np.zeros(16, dtype=np.int64)
    open_ = np.zeros(16, dtype=np.uint64)
    depth = 0
    open_[0] = ALL
    at[0] = 0
    while depth >= 0:
        if at[depth] >= m or depth >= most:
            depth -= 1
            if depth >= 0:
                at[depth] += 1
            continue
        i = at[depth]
        if not open_[depth] >> np.uint64(i) & ONE:
            at[depth] += 1
            continue
        group[depth] = people[i]
        size = depth + 1
        if size >= least and breaks(group, size, data, 0) == 0:
            members[found, :size] = group[:size]
            sizes[found] = size
            mix[found] = mix_of(group, size, data)
            found += 1
            if found > cap:
                break
        if size < most and shares(group, size, data):
            open_[size] = open_[depth] & suits[i]
            at[size] = i + 1
            depth = size
        else:
            at[depth] += 1
    return members[:found], sizes[:found], mix[:found]


@compiled
def _suits(data: Data, people: Array) -> Array:
    """(m,) uint64: with whom each could be in one group as far as the two of them are concerned."""
    m = len(people)
    suits = np.zeros(m, dtype=np.uint64)
    for i in range(m):
        for j in range(m):
            if i != j and may_meet(people[i], people[j], data):
                suits[i] |= ONE << np.uint64(j)
    return suits


@compiled
def may_meet(a: int, b: int, data: Data) -> bool:
    """Whether two people could be in one group as far as the two of them are concerned."""
    pair = np.array([a, b], dtype=np.int32)
    return shares(pair, 2, data) and not _apart(a, b, data)


@compiled
def _apart(a: int, b: int, data: Data) -> bool:
    """Whether two people must not meet: lines, grades, not together, or the one organisation."""
    if data.limits.line:
        x, y = data.facts[a, LINE], data.facts[b, LINE]
        one, other = x >> FIRST, y >> FIRST
        if one and ((one <= other <= x & LAST) or (other <= one <= y & LAST)):
            return True
    for at in range(data.conflict_at[a], data.conflict_at[a + 1]):
        if data.conflicts[at] == b:
            return True
    if data.limits.grades_apart >= 0:
        x, y = data.facts[a, TRAITS] >> GRADE, data.facts[b, TRAITS] >> GRADE
        if abs(np.int64(x & GRADE_BITS) - np.int64(y & GRADE_BITS)) > data.limits.grades_apart:
            return True
    one, other = data.facts[a, TRAITS] >> ORGANISATION, data.facts[b, TRAITS] >> ORGANISATION
    return bool(data.limits.organisation == INTERNAL and one != other)


@compiled
def shares(group: Array, size: int, data: Data) -> bool:
    """Whether these share a language and a slot, where the rules ask for one."""
    languages = ALL
    for i in range(size):
        languages &= data.facts[group[i], LANGUAGES]
    if data.limits.language and not languages:
        return False
    if not data.limits.slot:
        return True
    for word in range(FIRST_LANE + data.lane_weights.shape[0], data.facts.shape[1]):
        shared = ALL
        for i in range(size):
            shared &= data.facts[group[i], word]
        if shared:
            return True
    return False
