"""Raise the least mixed groups: for each of their members a better one is looked for everywhere.

A search for the largest sum leaves a few groups behind, of people who can meet few others. Here many
candidates are looked at for each of their places, and the swap is made that is best when the groups
concerned pay steeply for being below the mark; so nobody's group pays for another's mix.
"""

# ruff: noqa: PLR0917 - kernels take their arrays by position

from __future__ import annotations

import numpy as np

from levelground.core.formation.data import FIRST_LANE, LANGUAGES, STAYS, TRAITS, Array, Data
from levelground.core.formation.search.compiled import compiled, next_random
from levelground.core.formation.search.kernels import ALL, last_breaks, mix_of
from levelground.core.formation.search.rotate import Come, come_of, meet, suits_of
from levelground.core.formation.search.seating import Seating, Terms, settle, worth

WIDTH, DRAWS = 512, 16
STEEP = 100.0


def raise_minimum(data: Data, state: Seating, steep: Terms, *, passes: int, random: Array) -> int:
    """Swap members of groups below the mark for others, best swap first; how many were swapped."""
    come = come_of(WIDTH, data.facts.shape[1] - FIRST_LANE - len(data.lane_weights))
    swapped = 0
    for _ in range(passes):
        weak = np.flatnonzero((state.mix < steep.mark) & (state.sizes > 0) & (state.broken == 0))
        weak = weak[np.argsort(state.mix[weak], kind="stable")]
        found = int(_swap_each(data, state, steep, weak, random, come)) if len(weak) else 0
        swapped += found
        if not found:
            break
    return swapped


def steeply(terms: Terms, mark: float) -> Terms:
    """Terms under which a group pays so much for being below the mark that its like is raised first."""
    return terms._replace(mark=mark, fairness=STEEP)


@compiled
def _swap_each(  # noqa: C901 - one loop, kept flat for the compiler
    data: Data, state: Seating, terms: Terms, weak: Array, random: Array, come: Come
) -> int:
    """The best swap found for each of the weak groups."""
    width = len(come.grade)
    candidates = np.empty(width, dtype=np.int32)
    suits, same = np.empty(width, dtype=np.int64), np.empty(width, dtype=np.int64)
    rest, other = np.empty(16, dtype=np.int32), np.empty(16, dtype=np.int32)
    swapped = 0
    for g in weak:
        size = state.sizes[g]
        was = worth(state.mix[g], size, data, terms)
        best, leaves, comes = 1e-9, -1, -1
        for at in range(size):
            x = state.members[g, at]
            if data.facts[x, TRAITS] & STAYS:  # fixed, or one of a pair
                continue
            kept = 0
            for i in range(size):
                if i != at:
                    rest[kept] = state.members[g, i]
                    kept += 1
            n = _draw(data, state, g, rest, kept, random, candidates)
            meet(data, candidates, n, come)
            suits_of(data, rest, size, n, come, suits, same)
            for b in range(n):
                y = candidates[b]
                rest[kept] = y
                if not suits[b] or last_breaks(rest, size, data):
                    continue
                gain = worth(mix_of(rest, size, data), size, data, terms) - was
                if gain <= 0:
                    continue
                h = state.group_of[y]
                _beside(state, h, y, x, other)
                if last_breaks(other, state.sizes[h], data):
                    continue
                mix = mix_of(other, state.sizes[h], data)
                gain += worth(mix, state.sizes[h], data, terms)
                gain -= worth(state.mix[h], state.sizes[h], data, terms)
                if gain > best:
                    best, leaves, comes = gain, x, y
        if leaves >= 0:
            h = state.group_of[comes]
            _beside(state, h, comes, leaves, other)
            _beside(state, g, leaves, comes, rest)
            settle(g, rest, size, mix_of(rest, size, data), 0, state)
            most = state.sizes[h]
            settle(h, other, most, mix_of(other, most, data), 0, state)
            swapped += 1
    return swapped


@compiled
def _draw(
    data: Data, state: Seating, g: int, rest: Array, stay: int, random: Array, into: Array
) -> int:
    """People of other groups, free to leave, who share a language and a slot with those who stay."""
    facts, first = data.facts, FIRST_LANE + data.lane_weights.shape[0]
    languages = ALL
    slots = np.empty(facts.shape[1] - first, dtype=np.uint64)
    slots[:] = ALL
    for i in range(stay):
        languages &= facts[rest[i], LANGUAGES]
        for word in range(len(slots)):
            slots[word] &= facts[rest[i], first + word]
    people = len(state.group_of)
    is_small = people <= DRAWS * len(into)
    start = int(next_random(random) * people)
    found = 0
    for draw in range(min(people, DRAWS * len(into))):
        y = (start + draw) % people if is_small else int(next_random(random) * people)
        h = state.group_of[y]
        if h < 0 or h == g or state.broken[h] > 0 or facts[y, TRAITS] & STAYS:
            continue
        if data.limits.language and not facts[y, LANGUAGES] & languages:
            continue
        if data.limits.slot:
            shared = np.uint64(0)
            for word in range(len(slots)):
                shared |= facts[y, first + word] & slots[word]
            if not shared:
                continue
        into[found] = y
        found += 1
        if found == len(into):
            break
    return found


@compiled
def _beside(state: Seating, g: int, leaves: int, comes: int, into: Array) -> None:
    """A group's members with the one who comes, last, in the place of the one who leaves."""
    kept = 0
    for i in range(state.sizes[g]):
        if state.members[g, i] != leaves:
            into[kept] = state.members[g, i]
            kept += 1
    into[kept] = comes
