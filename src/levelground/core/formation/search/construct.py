"""A first set of groups that respects scarce things first.

Whoever has the fewest others to meet is seated first, together with those who share a slot and a
language with them and are scarce themselves; only as many without training as the rule bears.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from levelground.core.formation.data import (
    EXTERNAL,
    FIRST_LANE,
    INTERNAL,
    LANGUAGES,
    ORGANISATION,
    TRAINED,
    TRAITS,
    Array,
    Data,
)
from levelground.core.formation.search.compiled import compiled
from levelground.core.formation.search.kernels import ONE, lonely, mix_of
from levelground.core.formation.search.seating import (
    Seating,
    breaks,
    copy_without,
    into_pool,
    out_of_pool,
    settle,
)

LOOK = 400
"""How many of those who share a slot are looked at for one place."""


def empty_state(people: int, groups: int, most: int) -> Seating:
    """Everybody in the pool, every group empty."""
    return Seating(
        members=np.full((groups, most), -1, dtype=np.int32),
        sizes=np.zeros(groups, dtype=np.int64),
        broken=np.zeros(groups, dtype=np.int64),
        mix=np.zeros(groups),
        group_of=np.full(people, -1, dtype=np.int32),
        pool=np.arange(people, dtype=np.int32),
        pool_at=np.arange(people, dtype=np.int32),
        pooled=np.array([people], dtype=np.int64),
    )


def slot_lists(data: Data) -> tuple[Array, Array]:
    """Pointers (slots + 1,) int64 and people (int32): who can come to each kept slot."""
    first = FIRST_LANE + len(data.lane_weights)
    lists = []
    for word in range(first, data.facts.shape[1]):
        for bit in range(64):
            can = np.flatnonzero((data.facts[:, word] >> np.uint64(bit)) & ONE)
            if len(can):
                lists.append(can.astype(np.int32))
    if not lists:
        return np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int32)
    ends = np.cumsum([0, *(len(some) for some in lists)]).astype(np.int64)
    return ends, np.concatenate(lists)


def construct(
    data: Data,
    state: Seating,
    sizes: Sequence[int],
    slots: tuple[Array, Array],
    seeds: int,
    again: int = 0,
) -> int:
    """Fill the groups of `state` from its pool; the number of groups that came about.

    again: another number looks at people in another order among equals.

    sizes: wished, one for each group, those of the `seeds` first groups being what they have.
    """
    scarce = _scarcity(data, slots)
    tie = (
        np.arange(len(scarce), dtype=np.uint64)
        * np.uint64(0x9E3779B1 + 2 * again)
        % np.uint64(1 << 32)
    )
    order = np.lexsort((tie, scarce)).astype(np.int32)  # neighbours in order are too much alike
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    at, people = slots
    if len(people):
        slot = np.repeat(np.arange(len(at) - 1), np.diff(at))
        people = people[np.lexsort((rank[people], slot))]
    else:
        at, people = np.array([0, len(order)], dtype=np.int64), order
    wished = np.array(sizes, dtype=np.int64)
    return int(
        _fill(
            data, state, wished, order, at, people, len(data.facts) > 0 and len(slots[1]) > 0, seeds
        )
    )


def _scarcity(data: Data, slots: tuple[Array, Array]) -> Array:
    """How many could be met at all (people,): in one's most popular slots, times one's language."""
    n = len(data.facts)
    scarce = np.zeros(n)
    at, people = slots
    if len(people):
        often = np.diff(at)
        np.add.at(scarce, people, np.repeat(often, often).astype(np.float64))
    else:
        scarce += n
    if data.limits.language:
        spoken = np.zeros(n)
        for bit in range(64):
            has = ((data.facts[:, LANGUAGES] >> np.uint64(bit)) & ONE) > 0
            if has.any():
                spoken[has] = np.maximum(spoken[has], has.mean())
        scarce *= spoken
    return scarce


@compiled
def _fill(  # noqa: PLR0912
    data: Data,
    state: Seating,
    wished: Array,
    order: Array,
    slot_at: Array,
    slot_people: Array,
    by_slot: bool,
    seeds: int,
) -> int:
    """Build groups around the scarcest in turn."""
    group = np.empty(16, dtype=np.int32)
    count = seeds
    cursor = slot_at[:-1].copy()
    first = FIRST_LANE + data.lane_weights.shape[0]
    tries = np.zeros(4, dtype=np.int64)
    for who in range(len(order)):
        if count >= len(wished):
            break
        a = order[who]
        if state.group_of[a] >= 0:
            continue
        for t in range(4):
            tries[t] = -1
        # the slots of this person in which most people are still free to join
        for slot in range(len(slot_at) - 1):
            while (
                cursor[slot] < slot_at[slot + 1] and state.group_of[slot_people[cursor[slot]]] >= 0
            ):
                cursor[slot] += 1
            if by_slot and not data.facts[a, first + slot // 64] >> np.uint64(slot % 64) & ONE:
                continue
            left = slot_at[slot + 1] - cursor[slot]
            for t in range(4):
                if tries[t] < 0 or left > slot_at[tries[t] + 1] - cursor[tries[t]]:
                    for later in range(3, t, -1):
                        tries[later] = tries[later - 1]
                    tries[t] = slot
                    break
        best = 0
        for t in range(4):
            if tries[t] < 0:
                continue
            slot = tries[t]
            size = _gather(
                data, state, a, wished[count], slot_people, cursor[slot], slot_at[slot + 1], group
            )
            best = size
            if size >= data.limits.least:
                break
        if best >= data.limits.least:
            for i in range(best):
                out_of_pool(group[i], state)
            settle(count, group, best, mix_of(group, best, data), 0, state)
            count += 1
    return count


@compiled
def _gather(
    data: Data,
    state: Seating,
    a: int,
    wished: int,
    people: Array,
    low: int,
    high: int,
    group: Array,
) -> int:
    """Seat people from a slot's list beside `a` until the group is as large as wished.

    The size reached with every rule kept, 0 when that is below the least.
    """
    group[0] = a
    size = 1
    untrained = 1 - int(data.facts[a, TRAITS] & TRAINED)
    partner = data.partners[a]
    if partner >= 0 and state.group_of[partner] < 0:
        group[1] = partner
        size = 2
        untrained += 1 - int(data.facts[partner, TRAITS] & TRAINED)
    bears = wished - data.needed[wished]
    seen = 0
    for at in range(low, high):
        if size == wished or seen > LOOK:
            break
        b = people[at]
        if state.group_of[b] >= 0:
            continue
        if (
            data.limits.organisation == INTERNAL
            and (data.facts[a, TRAITS] ^ data.facts[b, TRAITS]) >> ORGANISATION
        ):
            continue
        if data.limits.language and not data.facts[a, LANGUAGES] & data.facts[b, LANGUAGES]:
            continue
        seen += 1
        plain = 1 - int(data.facts[b, TRAITS] & TRAINED)
        if data.partners[b] >= 0 or untrained + plain > bears:
            continue
        is_in = False
        for i in range(size):
            is_in |= group[i] == b
        if is_in:
            continue
        group[size] = b
        if _fits(group, size + 1, data):
            size += 1
            untrained += plain
    while size >= data.limits.least:
        if breaks(group, size, data, 0) == 0:
            return size
        size -= 1
    return 0


@compiled
def _fits(group: Array, size: int, data: Data) -> bool:
    """Whether the newest member breaks nothing that more members could not mend."""
    trained = 0
    for i in range(size):
        trained += int(data.facts[group[i], TRAITS] & TRAINED)
    lacking = max(0, data.needed[size] - trained)
    few = 0
    if data.limits.organisation == EXTERNAL:
        different = 0
        for i in range(size):
            is_first = True
            for j in range(i):
                if (
                    data.facts[group[i], TRAITS] >> ORGANISATION
                    == data.facts[group[j], TRAITS] >> ORGANISATION
                ):
                    is_first = False
            different += is_first
        few = max(0, data.limits.at_least - different)
    alone = lonely(group, size, data)
    allowed = lacking + few + alone + max(0, data.limits.least - size)
    return bool(breaks(group, size, data, allowed) <= allowed)


@compiled
def join(data: Data, state: Seating) -> int:
    """Everybody in the pool tries every group that is not full; the number who found a place."""
    group = np.empty(16, dtype=np.int32)
    placed = 0
    at = 0
    while at < state.pooled[0]:
        y = state.pool[at]
        is_placed = False
        for g in range(len(state.sizes)):
            size = state.sizes[g]
            if size == 0 or size >= data.limits.most:
                continue
            copy_without(state.members[g], size, -1, -1, group)
            group[size] = y
            broken = breaks(group, size + 1, data, state.broken[g])
            if broken <= state.broken[g]:
                out_of_pool(y, state)
                settle(g, group, size + 1, mix_of(group, size + 1, data), broken, state)
                placed += 1
                is_placed = True
                break
        if not is_placed:
            at += 1
    return placed


@compiled
def dissolve(g: int, state: Seating) -> None:
    """Send everybody in a group back to the pool."""
    for i in range(state.sizes[g]):
        into_pool(state.members[g, i], state)
        state.members[g, i] = -1
    state.sizes[g] = 0
    state.broken[g] = 0
    state.mix[g] = 0.0
