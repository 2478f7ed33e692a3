"""Many people change places at once: one leaves each of many groups, and all are seated at best.

With one place open in each group, what a group is worth depends only on who takes its place, so the
best seating is an assignment problem, solved exactly: every swap and every longer ring of moves
among these people is weighed at once (Ahuja et al., A survey of very large-scale neighborhood search
techniques, Discrete Applied Mathematics 123, 2002; shortest augmenting paths after Jonker and
Volgenant, Computing 38, 1987). Rules once kept stay kept, and the total never falls.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from levelground.core.formation.data import (
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
    STAYS,
    TRAINED,
    TRAITS,
    WISHES,
    Array,
    Data,
)
from levelground.core.formation.search.compiled import compiled, inlined, next_random
from levelground.core.formation.search.kernels import ALL, apart, last_breaks, mix_of
from levelground.core.formation.search.nearness import Near
from levelground.core.formation.search.seating import Seating, Terms, settle, worth

NEVER = 1e6


def rotate(
    data: Data, near: Near, state: Seating, terms: Terms, *, rounds: int, width: int, random: Array
) -> int:
    """`rounds` times, reseat one member each of up to `width` groups; how many changed places."""
    width = min(width, len(state.sizes))
    words = data.facts.shape[1] - FIRST_LANE - len(data.lane_weights)
    return int(_rounds(data, near, state, terms, rounds, width, random, come_of(width, words)))


@compiled
def _rounds(
    data: Data, near: Near, state: Seating, terms: Terms, rounds: int, width: int, random: Array,
    come: Come,
) -> int:  # fmt: skip
    groups = np.arange(len(state.sizes))
    found = np.arange(len(state.sizes))
    leaver = np.empty(width, dtype=np.int32)
    place = np.empty(width, dtype=np.int64)
    rest = np.empty((width, 16), dtype=np.int32)
    cost = np.empty((width, width))
    moved = 0
    for _ in range(rounds):
        n = _choose(data, state, terms, groups, found, width, random, place, leaver, rest)
        if n < 2:
            continue
        _weigh(data, near, state, terms, n, place, leaver, rest, come, cost)
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
    data: Data, state: Seating, terms: Terms, groups: Array, found: Array, width: int, random: Array,
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
        if data.facts[x, TRAITS] & STAYS:  # fixed, or one of a pair
            continue
        kept = 0
        for k in range(size):
            if k != at:
                rest[n, kept] = state.members[g, k]
                kept += 1
        place[n], leaver[n] = g, x
        n += 1
    return n


class Come(NamedTuple):
    """Those who leave one place and come to another, (width,) int64 each; slots: (words, width).

    grade, trained, organisation, languages: of each; start, end: their reporting line; special:
    whether they have wishes of their own.
    """

    slots: Array
    languages: Array
    trained: Array
    grade: Array
    start: Array
    end: Array
    organisation: Array
    special: Array


def come_of(width: int, words: int) -> Come:
    """Room for so many people and so many words of slots."""
    rows = [np.zeros(width, dtype=np.int64) for _ in range(7)]
    return Come(np.zeros((words, width), dtype=np.int64), *rows)


@inlined
def meet(data: Data, leaver: Array, n: int, come: Come) -> None:
    """Write down side by side what the rules ask of those who come."""
    first = FIRST_LANE + data.lane_weights.shape[0]
    for b in range(n):
        row = data.facts[leaver[b]]
        for word in range(come.slots.shape[0]):
            come.slots[word, b] = np.int64(row[first + word])
        come.languages[b] = np.int64(row[LANGUAGES])
        come.trained[b] = np.int64(row[TRAITS] & TRAINED)
        come.grade[b] = np.int64((row[TRAITS] >> GRADE) & GRADE_BITS)
        come.start[b] = np.int64(row[LINE] >> FIRST)
        come.end[b] = np.int64(row[LINE] & LAST)
        come.organisation[b] = np.int64(row[TRAITS] >> ORGANISATION)
        come.special[b] = np.int64(row[WISHES] | (row[TRAITS] & HAS_NAMED))


@inlined
def suits_of(  # noqa: PLR0912, PLR0915 - one rule after the other
    data: Data, group: Array, size: int, n: int, come: Come, suits: Array, same: Array
) -> int:
    """suits[b]: whether b may take the open place beside group[: size - 1], as far as looking at them
    side by side tells; 1 if somebody who stays has wishes. No branch depends on a person, so that the
    machine looks at several at once.
    """
    facts, limits = data.facts, data.limits
    first = FIRST_LANE + data.lane_weights.shape[0]
    stay = size - 1
    languages, wishes = ALL, np.uint64(0)
    trained, different, largest = 0, 0, 0
    lowest, highest = 1 << 30, 0
    for i in range(stay):
        row = facts[group[i]]
        languages &= row[LANGUAGES]
        wishes |= row[WISHES]
        trained += int(row[TRAITS] & TRAINED)
        grade = int((row[TRAITS] >> GRADE) & GRADE_BITS)
        lowest, highest = min(lowest, grade), max(highest, grade)
        alike, is_first = 1, 1
        for j in range(stay):
            if j != i and row[TRAITS] >> ORGANISATION == facts[group[j], TRAITS] >> ORGANISATION:
                alike += 1
                if j < i:
                    is_first = 0
        largest = max(largest, alike)
        different += is_first
    same[:n] = 1
    if limits.slot:
        suits[:n] = 0
        for word in range(come.slots.shape[0]):
            shared = ALL
            for i in range(stay):
                shared &= facts[group[i], first + word]
            slots, kept = come.slots[word], np.int64(shared)
            if kept:
                for b in range(n):
                    suits[b] |= np.int64(slots[b] & kept != 0)
    else:
        suits[:n] = 1
    if limits.language:
        spoken = np.int64(languages)
        for b in range(n):
            suits[b] &= np.int64(come.languages[b] & spoken != 0)
    lacking = data.needed[size] - trained
    for b in range(n):
        suits[b] &= np.int64(come.trained[b] >= lacking)
    if limits.grades_apart >= 0:
        top, bottom = lowest + limits.grades_apart, highest - limits.grades_apart
        is_level = np.int64(highest - lowest <= limits.grades_apart)
        for b in range(n):
            suits[b] &= (
                np.int64(come.grade[b] <= top) & np.int64(come.grade[b] >= bottom) & is_level
            )
    for i in range(stay):
        begins = np.int64(facts[group[i], LINE] >> FIRST)
        ends = np.int64(facts[group[i], LINE] & LAST)
        organisation = np.int64(facts[group[i], TRAITS] >> ORGANISATION)
        if limits.line:
            has_line = np.int64(begins > 0)
            for b in range(n):
                start, end = come.start[b], come.end[b]
                above = np.int64(start > 0) & np.int64(start <= begins) & np.int64(begins <= end)
                below = has_line & np.int64(begins <= start) & np.int64(start <= ends)
                suits[b] &= 1 - (above | below)
        if limits.organisation:
            for b in range(n):
                same[b] += np.int64(come.organisation[b] == organisation)
    if limits.organisation == INTERNAL:
        for b in range(n):
            suits[b] &= np.int64(same[b] == size)
    if limits.organisation == EXTERNAL:
        for b in range(n):
            is_new = np.int64(same[b] == 1)
            suits[b] &= np.int64(different + is_new >= limits.at_least)
            suits[b] &= np.int64(max(largest, same[b]) <= limits.at_most)
    return 1 if wishes else 0


@compiled
def _weigh(
    data: Data, near: Near, state: Seating, terms: Terms, n: int, place: Array, leaver: Array,
    rest: Array, come: Come, cost: Array,
) -> None:  # fmt: skip
    """cost[a, b]: what group a loses when b's leaver joins those who stay; NEVER if rules break."""
    table = np.empty(near.length)
    suits = np.empty(n, dtype=np.int64)
    same = np.empty(n, dtype=np.int64)
    codes = np.empty((n, near.codes.shape[1]), dtype=np.int64)
    for b in range(n):
        codes[b] = near.codes[leaver[b]]
    meet(data, leaver, n, come)
    for a in range(n):
        group, size = rest[a], state.sizes[place[a]]
        stay = size - 1
        has_wishes = suits_of(data, group, size, n, come, suits, same)
        inside = mix_of(group, stay, data) * (stay * (stay - 1) / 2)
        fill(near, group, stay, table)
        for b in range(n):
            cost[a, b] = NEVER
            if a == b or not suits[b]:
                continue
            if has_wishes or come.special[b]:
                group[stay] = leaver[b]
                if last_breaks(group, size, data):
                    continue
            total = inside
            for k in range(codes.shape[1]):
                total += table[codes[b, k]]
            for k in near.wide:
                for i in range(stay):
                    total += data.weights[k] * apart(group[i], leaver[b], k, data)
            cost[a, b] = -worth(total / (size * stay / 2), size, data, terms)
        cost[a, a] = -worth(state.mix[place[a]], size, data, terms)


@inlined
def fill(near: Near, group: Array, stay: int, table: Array) -> None:
    """How far those who stay are together from each answer."""
    far = near.far
    for k in range(len(near.kinds)):
        first, kinds, start = near.first[k], near.kinds[k], near.far_at[k]
        table[first : first + kinds] = 0.0
        for i in range(stay):
            at = start + (near.codes[group[i], k] - first) * kinds
            for kind in range(kinds):
                table[first + kind] += far[at + kind]


@compiled
def assign(cost: Array, n: int) -> Array:  # noqa: PLR0912 - one loop, kept flat for the compiler
    """(n,) int64: the column for each row with the least total cost, by shortest augmenting paths.

    Everybody is first given to the group that would gain most by them, as far as each gets one.
    """
    row_of = np.full(n + 1, -1, dtype=np.int64)
    u, v = np.zeros(n + 1), np.zeros(n + 1)
    way = np.zeros(n + 1, dtype=np.int64)
    is_seated = np.zeros(n, dtype=np.bool_)
    for i in range(n):
        u[i] = cost[i, i]
    v[:n] = np.inf
    first = np.zeros(n, dtype=np.int64)
    for i in range(n):
        for j in range(n):
            if cost[i, j] - u[i] < v[j]:
                v[j] = cost[i, j] - u[i]
                first[j] = i
    for j in range(n):
        if not is_seated[first[j]]:
            row_of[j] = first[j]
            is_seated[first[j]] = True
    for row in range(n):
        if is_seated[row]:
            continue
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
