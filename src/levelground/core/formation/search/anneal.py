"""Simulated annealing over swaps and inserts, directed at what is broken or weak.

A swap offers a place to somebody who shares a slot with those who stay, so that few proposals are
wasted; a proposal that would break more rules than before is never taken, so rules once kept stay
kept. Kirkpatrick et al., Science 220, 1983, for the method; the neighbourhoods are those of the
literature on maximally diverse grouping (swap and insert), and a pair that must stay together moves
as one.
"""

from __future__ import annotations

import numpy as np

from levelground.core.formation.data import FIRST_LANE, Array, Data
from levelground.core.formation.search.compiled import compiled, inlined, next_random
from levelground.core.formation.search.kernels import ONE, count_bits, last_breaks, mix_of
from levelground.core.formation.search.seating import (
    Seating,
    Terms,
    breaks,
    companion,
    copy_without,
    into_pool,
    is_fixed,
    out_of_pool,
    place_of,
    settle,
    worth,
)

WIDEST = 16


@inlined
def slot_mate(group: Array, size: int, skip: int, data: Data, terms: Terms, random: Array) -> int:
    """Somebody who shares a slot with all members but the one at `skip`; -1 when none was found."""
    first = FIRST_LANE + data.lane_weights.shape[0]
    words = data.facts.shape[1] - first
    start = int(next_random(random) * words)
    for step in range(words):
        word = (start + step) % words
        shared = np.uint64(0xFFFFFFFFFFFFFFFF)
        for i in range(size):
            if i != skip:
                shared &= data.facts[group[i], first + word]
        if not shared:
            continue
        turn = np.uint64(next_random(random) * 63)
        turned = (shared >> turn) | (shared << (np.uint64(64) - turn)) if turn else shared
        lowest = turned & (~turned + ONE)
        at = (count_bits(lowest - ONE) + int(turn)) & 63
        slot = word * 64 + at
        if slot + 1 >= len(terms.slot_at):
            continue
        low, high = terms.slot_at[slot], terms.slot_at[slot + 1]
        return int(terms.slot_people[low + int(next_random(random) * (high - low))])
    return -1


@inlined
def is_taken(gain: float, heat: float, random: Array) -> bool:
    if gain >= 0:
        return True
    return gain > -14 * heat and next_random(random) < np.exp(gain / heat)


@compiled
def anneal(
    data: Data,
    state: Seating,
    terms: Terms,
    heats: Array,
    moves: int,
    random: Array,
) -> int:
    """Make `moves` proposals, cooling from heats[0] to heats[1]; the number taken."""
    one = np.empty(WIDEST, dtype=np.int32)
    two = np.empty(WIDEST, dtype=np.int32)
    n = len(state.group_of)
    cooling = np.log(heats[1] / heats[0])
    heat = heats[0]
    taken = 0
    for move in range(moves):
        if move % 256 == 0:
            heat = heats[0] * np.exp(cooling * move / moves)
        kind = next_random(random)
        if state.pooled[0] > 0 and kind < 0.15:
            taken += from_pool(data, state, terms, heat, random, one)
            continue
        if len(terms.focus) > 0 and kind < 0.4:
            g = int(terms.focus[int(next_random(random) * len(terms.focus))])
            x = int(state.members[g, int(next_random(random) * state.sizes[g])])
        else:
            x = int(next_random(random) * n)
            g = int(state.group_of[x])
        if g < 0 or is_fixed(x, data):
            continue
        if kind > 0.97:
            taken += insert(data, state, terms, heat, random, one, two, x)
        else:
            taken += swap(data, state, terms, heat, random, one, two, x)
    return taken


@inlined
def swap(
    data: Data,
    state: Seating,
    terms: Terms,
    heat: float,
    random: Array,
    one: Array,
    two: Array,
    x: int,
) -> int:
    """Offer x's place to somebody else; pairs change places as pairs."""
    n = len(state.group_of)
    g = int(state.group_of[x])
    size = int(state.sizes[g])
    y = -1
    partner = int(data.partners[x])
    away = int(state.group_of[partner]) if partner >= 0 else -1
    if away >= 0 and away != g:
        y = partner
        x = int(state.members[g, int(next_random(random) * size)])
        if is_fixed(x, data) or data.partners[x] == y:
            return 0
    elif len(terms.slot_at) > 1 and next_random(random) < 0.8:
        y = slot_mate(
            state.members[g], size, place_of(x, state.members[g], size), data, terms, random
        )
    if y < 0:
        y = int(next_random(random) * n)
    h = int(state.group_of[y])
    if h < 0 or h == g or is_fixed(y, data):
        return 0
    other = int(state.sizes[h])
    x2 = companion(x, state.members[g], size, data)
    y2 = companion(y, state.members[h], other, data)
    if x2 >= 0 and y2 < 0:
        y2 = int(state.members[h, int(next_random(random) * other)])
    elif y2 >= 0 and x2 < 0:
        x2 = int(state.members[g, int(next_random(random) * size)])
    if x2 >= 0 and (x2 == x or y2 == y or is_fixed(x2, data) or is_fixed(y2, data)):
        return 0
    first = copy_without(state.members[g], size, x, x2, one)
    second = copy_without(state.members[h], other, y, y2, two)
    one[first], two[second] = y, x
    if x2 >= 0:
        one[first + 1], two[second + 1] = y2, x2
    elif state.broken[g] == 0 and state.broken[h] == 0:
        if last_breaks(one, size, data) or last_breaks(two, other, data):
            return 0
        return accept(g, one, size, 0, h, two, other, 0, data, state, terms, heat, random)
    return exchange(g, one, size, h, two, other, data, state, terms, heat, random)


@inlined
def insert(
    data: Data,
    state: Seating,
    terms: Terms,
    heat: float,
    random: Array,
    one: Array,
    two: Array,
    x: int,
) -> int:
    """Let x join another group that is not full."""
    g = int(state.group_of[x])
    size = int(state.sizes[g])
    h = int(next_random(random) * len(state.sizes))
    other = int(state.sizes[h])
    if h == g or size <= data.limits.least or other >= data.limits.most:
        return 0
    if companion(x, state.members[g], size, data) >= 0:
        return 0
    copy_without(state.members[g], size, x, -1, one)
    copy_without(state.members[h], other, -1, -1, two)
    two[other] = x
    return exchange(g, one, size - 1, h, two, other + 1, data, state, terms, heat, random)


@inlined
def exchange(
    g: int, one: Array, size: int, h: int, two: Array, other: int,
    data: Data, state: Seating, terms: Terms, heat: float, random: Array,
) -> int:  # fmt: skip
    """Take the two new groups if no more rules break and the temperature allows the change."""
    limit = int(state.broken[g] + state.broken[h])
    broken = breaks(one, size, data, limit)
    if broken > limit:
        return 0
    broken2 = breaks(two, other, data, limit - broken)
    if broken + broken2 > limit:
        return 0
    return accept(g, one, size, broken, h, two, other, broken2, data, state, terms, heat, random)


@inlined
def accept(
    g: int, one: Array, size: int, broken: int, h: int, two: Array, other: int, broken2: int,
    data: Data, state: Seating, terms: Terms, heat: float, random: Array,
) -> int:  # fmt: skip
    """Take the two new groups if the temperature allows the change in worth, or fewer rules break."""
    mix, mix2 = mix_of(one, size, data), mix_of(two, other, data)
    gain = worth(mix, size, data, terms) + worth(mix2, other, data, terms)
    gain -= worth(state.mix[g], state.sizes[g], data, terms)
    gain -= worth(state.mix[h], state.sizes[h], data, terms)
    if broken + broken2 >= state.broken[g] + state.broken[h] and not is_taken(gain, heat, random):
        return 0
    settle(g, one, size, mix, broken, state)
    settle(h, two, other, mix2, broken2, state)
    return 1


@inlined
def from_pool(
    data: Data, state: Seating, terms: Terms, heat: float, random: Array, one: Array
) -> int:
    """Somebody without a group joins one, or takes the place of somebody there."""
    y = int(state.pool[int(next_random(random) * state.pooled[0])])
    z = -1
    if len(terms.slot_at) > 1:
        z = slot_mate(
            state.pool[state.pool_at[y] : state.pool_at[y] + 1], 1, -1, data, terms, random
        )
    if z < 0:
        z = int(next_random(random) * len(state.group_of))
    g = int(state.group_of[z])
    if g < 0:
        return 0
    size = int(state.sizes[g])
    limit = int(state.broken[g])
    if size < data.limits.most:
        copy_without(state.members[g], size, -1, -1, one)
        one[size] = y
        broken = breaks(one, size + 1, data, limit)
        if broken <= limit:
            out_of_pool(y, state)
            settle(g, one, size + 1, mix_of(one, size + 1, data), broken, state)
            return 1
    x = int(state.members[g, int(next_random(random) * size)])
    if is_fixed(x, data) or companion(x, state.members[g], size, data) >= 0:
        return 0
    copy_without(state.members[g], size, x, -1, one)
    one[size - 1] = y
    broken = breaks(one, size, data, limit)
    if broken > limit:
        return 0
    mix = mix_of(one, size, data)
    gain = worth(mix, size, data, terms) - worth(state.mix[g], size, data, terms)
    if broken == limit and not is_taken(gain, heat, random):
        return 0
    out_of_pool(y, state)
    into_pool(x, state)
    settle(g, one, size, mix, broken, state)
    return 1
