"""What one group is worth and which rules it breaks, as machine code.

A group is a row of indices, -1 after the last; every kernel looks at one group only, so the cost of
a proposal does not depend on the number of people.
"""

from __future__ import annotations

import numpy as np

from levelground.core.formation.data import (
    CARE,
    CONFLICTS,
    EXTERNAL,
    FIRST,
    FIRST_LANE,
    GRADE,
    GRADE_BITS,
    HAS_NAMED,
    INTERNAL,
    LANGUAGES,
    LAST,
    LINE,
    ORGANISATION,
    PAIRED,
    TRAINED,
    TRAITS,
    WISHES,
    Array,
    Data,
)
from levelground.core.formation.search.compiled import compiled, inlined

ONE = np.uint64(1)
ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
LANE_HIGH = np.uint64(0x8000800080008000)
LANE_REST = np.uint64(0x7FFF7FFF7FFF7FFF)
GATHER = np.uint64(1 << 48 | 1 << 33 | 1 << 18 | 1 << 3)


@compiled
def count_bits(word: np.uint64) -> int:
    """The number of ones in a 64-bit word."""
    x = np.uint64(word)
    x = x - ((x >> ONE) & np.uint64(0x5555555555555555))
    x = (x & np.uint64(0x3333333333333333)) + ((x >> np.uint64(2)) & np.uint64(0x3333333333333333))
    x = (x + (x >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return int((x * np.uint64(0x0101010101010101)) >> np.uint64(56))


@inlined
def distance(a: int, b: int, data: Data) -> float:
    """The distance of two people, 0..1."""
    care = data.facts[a, CARE] | data.facts[b, CARE]
    total = 0.0
    for lane in range(data.lane_weights.shape[0]):
        differ = data.facts[a, FIRST_LANE + lane] ^ data.facts[b, FIRST_LANE + lane]
        if differ != 0:
            high = (((differ & LANE_REST) + LANE_REST) | differ) & LANE_HIGH
            at = ((high >> np.uint64(15)) * GATHER) >> np.uint64(48)
            if care:
                at = at & ~(care >> np.uint64(4 * lane))
            total += data.lane_weights[lane, np.int64(at & np.uint64(15))]
    words = data.choices.shape[1]
    for k in range(data.numbers.shape[1]):
        if not (care >> np.uint64(words + k)) & ONE:
            total += abs(data.numbers[a, k] - data.numbers[b, k])
    k = 0
    while care:
        if care & ONE:
            total += data.weights[k] * _careful(a, b, k, data)
        care >>= ONE
        k += 1
    return total


@compiled
def _careful(a: int, b: int, k: int, data: Data) -> float:
    """The distance in answer k where one of the two left it open or took several choices."""
    first, second = data.types[a, k], data.types[b, k]
    at = data.expected_at[k]
    if first < 0:
        return float(data.expected[at] if second < 0 else data.expected[at + 1 + second])
    if second < 0:
        return float(data.expected[at + 1 + first])
    x, y = data.choices[a, k], data.choices[b, k]
    return 1.0 - count_bits(x & y) / count_bits(x | y)


@compiled
def apart(a: int, b: int, k: int, data: Data) -> float:
    """The distance of two people in answer k alone, 0..1."""
    first, second = data.types[a, k], data.types[b, k]
    words = data.choices.shape[1]
    if first == second and first >= 0:
        return 0.0
    if first >= 0 and second >= 0 and k < words and not data.choices[a, k] | data.choices[b, k]:
        return 1.0
    if first < 0 or second < 0 or k < words:
        return float(_careful(a, b, k, data))
    weight = data.weights[k]
    far = abs(data.numbers[a, k - words] - data.numbers[b, k - words])
    return float(far / weight) if weight > 0 else 0.0


@inlined
def mix_of(group: Array, size: int, data: Data) -> float:
    """The mean distance over the pairs of a group, 0..1; 0 below two members."""
    if size < 2:  # noqa: PLR2004
        return 0.0
    total = 0.0
    for i in range(1, size):
        for j in range(i):
            total += distance(group[i], group[j], data)
    return total / (size * (size - 1) / 2)


@compiled
def broken_in(group: Array, size: int, data: Data, limit: int) -> int:  # noqa: C901
    """How many times a group breaks rules other than its size; stops counting beyond `limit`."""
    facts, limits = data.facts, data.limits
    broken = 0
    if limits.slot:
        first_slot = FIRST_LANE + data.lane_weights.shape[0]
        shared = np.uint64(0)
        for word in range(first_slot, facts.shape[1]):
            shared = ALL
            for i in range(size):
                shared &= facts[group[i], word]
            if shared:
                break
        if not shared:
            broken += 1
            if broken > limit:
                return broken
    languages = ALL
    trained = 0
    lowest, highest = 1 << 30, 0
    for i in range(size):
        languages &= facts[group[i], LANGUAGES]
        more = facts[group[i], TRAITS]
        trained += int(more & TRAINED)
        grade = int((more >> GRADE) & GRADE_BITS)
        lowest, highest = min(lowest, grade), max(highest, grade)
    if limits.language and not languages:
        broken += 1
    broken += max(0, data.needed[size] - trained)
    if limits.grades_apart >= 0:
        broken += max(0, highest - lowest - limits.grades_apart)
    if limits.organisation:
        broken += _organisations(group, size, data)
    if broken > limit:
        return int(broken)
    return int(broken + _pairs(group, size, data))


@inlined
def _organisations(group: Array, size: int, data: Data) -> int:
    different, largest = 0, 0
    for i in range(size):
        organisation = data.facts[group[i], TRAITS] >> ORGANISATION
        same, is_first = 1, True
        for j in range(size):
            if j != i and organisation == data.facts[group[j], TRAITS] >> ORGANISATION:
                same += 1
                if j < i:
                    is_first = False
        largest = max(largest, same)
        different += is_first
    if data.limits.organisation == INTERNAL:
        return int(size - largest)
    return int(max(0, data.limits.at_least - different) + max(0, largest - data.limits.at_most))


@inlined
def _pairs(group: Array, size: int, data: Data) -> int:  # noqa: C901
    """Reporting lines, not together, together, and wishes not to be alone."""
    broken = 0
    for i in range(size):
        a = group[i]
        more = data.facts[a, TRAITS]
        if data.limits.line:
            line = data.facts[a, LINE]
            first, last = line >> FIRST, line & LAST
            for j in range(size):
                other = data.facts[group[j], LINE] >> FIRST
                if j != i and first <= other and other <= last and first:
                    broken += 1
        if more & CONFLICTS:
            for at in range(data.conflict_at[a], data.conflict_at[a + 1]):
                for j in range(i):
                    if group[j] == data.conflicts[at]:
                        broken += 1
        if more & PAIRED:
            is_here = False
            for j in range(size):
                is_here |= group[j] == data.partners[a]
            broken += not is_here
    return broken + lonely(group, size, data)


@inlined
def lonely(group: Array, size: int, data: Data) -> int:
    """How many wishes not to be the only one of a kind a group leaves open."""
    open_ = 0
    for i in range(size):
        wishes = data.facts[group[i], WISHES]
        k = 0
        while wishes:
            if wishes & ONE:
                open_ += _is_alone(group, size, i, k, data)
            wishes >>= ONE
            k += 1
    return open_


@compiled
def _is_alone(group: Array, size: int, i: int, k: int, data: Data) -> int:
    a = group[i]
    for j in range(size):
        b = group[j]
        if j != i and (
            data.types[a, k] == data.types[b, k] or data.choices[a, k] & data.choices[b, k]
        ):
            return 0
    return 1


@inlined
def last_breaks(group: Array, size: int, data: Data) -> bool:  # noqa: C901, PLR0911, PLR0912
    """Whether the last member, in somebody's place, breaks a rule in a group that broke none.

    Only what the newcomer can change is looked at, which is what makes most proposals cheap.
    """
    facts, limits = data.facts, data.limits
    y = group[size - 1]
    more, line = facts[y, TRAITS], facts[y, LINE]
    first, last = line >> FIRST, line & LAST
    organisation = more >> ORGANISATION
    languages = facts[y, LANGUAGES]
    trained = int(more & TRAINED)
    wishes = facts[y, WISHES]
    grade = int((more >> GRADE) & GRADE_BITS)
    lowest, highest = grade, grade
    same = 1
    for i in range(size - 1):
        row = facts[group[i]]
        theirs = row[TRAITS]
        if limits.line:
            start = row[LINE] >> FIRST
            if first <= start and start <= last and first:
                return True
            if start <= first and first <= row[LINE] & LAST and start:
                return True
        languages &= row[LANGUAGES]
        trained += int(theirs & TRAINED)
        wishes |= row[WISHES]
        grade = int((theirs >> GRADE) & GRADE_BITS)
        lowest, highest = min(lowest, grade), max(highest, grade)
        same += int(theirs >> ORGANISATION == organisation)
    if trained < data.needed[size] or (limits.language and not languages):
        return True
    if limits.grades_apart >= 0 and highest - lowest > limits.grades_apart:
        return True
    if limits.organisation == INTERNAL and same < size:
        return True
    if limits.organisation == EXTERNAL and (
        same > limits.at_most or _organisations(group, size, data) > 0
    ):
        return True
    if limits.slot:
        shared = np.uint64(0)
        for word in range(FIRST_LANE + data.lane_weights.shape[0], facts.shape[1]):
            shared = facts[y, word]
            for i in range(size - 1):
                shared &= facts[group[i], word]
            if shared:
                break
        if not shared:
            return True
    if wishes or more & HAS_NAMED:
        return _pairs(group, size, data) > 0
    return False
