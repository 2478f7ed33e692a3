"""The matrix form: the maximally diverse grouping problem as the literature states it.

Given an n x n matrix of distances and for each group the least and the most members, maximise the
sum of the distances inside groups. It serves to measure our search against published results;
rosters use the counted form (`kernels`), whose memory does not grow with n squared.

Method: simulated annealing over swaps and inserts with a table of every person's distance to
every group, so that a proposal costs four look-ups (Lai and Hao, Iterated maxima search for the
maximally diverse grouping problem, EJOR 254, 2016, use the same table). A change of places is offered
to a block of people side by side, as the processor reckons many sums at a time; one that is taken is
made. Distances are kept in single precision, twice as many at a time, and the table is made anew before
rounding counts. Where cooling begins and ends is found for each instance; as long as there is time,
the best is heated and cooled again, more each time that this did not help, until all begins anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from levelground.core.formation.data import Array
from levelground.core.formation.search.compiled import compiled, inlined, next_random

PROPOSALS_PER_SECOND = 700_000_000
"""The stated rate by which seconds become proposals: results depend on it, not on the machine."""

CHUNK = 200_000_000

SMALL = np.uint16
"""Numbers of groups, while annealing: small, so that more are looked up at a time, and without a sign, so that
no look-up is checked for counting from the end."""

BLOCK, LANES = 128, 32
"""People to whom a change of places is offered at once: at most so many, and a multiple of LANES, since a
processor is slow at what is left over. Empty places fill the last block up."""

CHANGE = 250
"""A change of places costs as much time as so many proposals, and counts as many."""

FRESH = 2_000
"""Changes after which all is summed anew: rounding has come to some thousandths of the heat by then."""

LITTLE = 0.01
"""A gain of less than this share of the coldest heat may be nothing but rounding."""

COLDEST = 14.0
"""Losses of so many times the heat are taken less than once in a million times, and so never."""

LUCKS = 2_048
"""What may be lost by chance, in heats, is drawn beforehand: so many draws, from anywhere in which a block
reads on. An exponential draw is minus the logarithm of a chance, and so is the loss that a chance takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """distances: (n, n) float64, symmetric, zero diagonal; least, most: (groups,) int64.

    While annealing, the distances are those of `_filled_up`.
    """

    distances: Array
    least: Array
    most: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """groups: (n,) int64, the group of each person; value: the sum of distances inside groups."""

    groups: Array
    value: float
    proposals: int


def search(
    instance: Instance,
    *,
    seconds: float,
    seed: int,
    is_over: Callable[[], bool] = lambda: False,
) -> Grouping:
    """The best grouping found with the number of proposals that `seconds` stand for.

    `is_over` is a safety net: when it says yes between two chunks, the best so far is returned.
    Raises ValueError when no sizes between least and most add up to n.
    """
    n = len(instance.distances)
    if not instance.least.sum() <= n <= instance.most.sum():
        raise ValueError("The group sizes do not add up to the number of people.")
    state = np.array([seed * 2 + 1], dtype=np.uint64)
    luck = _luck(LUCKS + BLOCK, state)
    short = replace(instance, distances=_filled_up(instance.distances))
    sizes = _widest(n, instance.least, instance.most)
    best = now = _first(n, sizes, state)
    hot, cold = _heats(short, now, luck, state)
    budget = int(seconds * PROPOSALS_PER_SECOND)
    parts = max(1, round(budget / (COOLING * n**4)))
    done, most, value, stuck, warmth = 0, -np.inf, -np.inf, 0, 1.0  # all is hot: no groups yet
    for part in range(parts):
        if part and is_over():
            break
        if warmth >= 1:
            now, value, stuck = _first(n, sizes, state), -np.inf, 0
        heat = cold * (hot / cold) ** warmth
        done += _cool(short, now, (heat, cold), budget // parts, luck, state, is_over)
        before, value = value, _value(instance.distances, now)
        stuck = 0 if value > before else stuck + 1
        warmth = WARM + WARMER * stuck
        if value > most:
            best, most = now.copy(), value
    return Grouping(groups=best, value=most, proposals=done)


def _filled_up(distances: Array) -> Array:
    """The (n, n) distances in single precision, as many columns as whole blocks have: 0 to empty places."""
    n = len(distances)
    blocks, wide = _blocks_of(n)
    filled = np.zeros((n, blocks * wide), dtype=np.float32)
    filled[:, :n] = distances
    return filled


@compiled
def _blocks_of(n: int) -> tuple[int, int]:
    """In how many blocks n people are looked at, and the places in each."""
    blocks = (n + BLOCK - 1) // BLOCK
    return blocks, (n + blocks * LANES - 1) // (blocks * LANES) * LANES


COOLING = 1 / 3
"""One cooling gets so many times n to the fourth proposals: the more people, the longer one is worth it."""

WARM, WARMER = 0.6, 0.04
"""Every further one begins from the best so far, warmed so far up from cold to hot (on a scale of logarithms),
and more each time that nothing better was found. Where that is as far as hot, it begins from random groups."""


def _cool(
    instance: Instance,
    best: Array,
    heats: tuple[float, float],
    length: int,
    luck: Array,
    state: Array,
    is_over: Callable[[], bool],
) -> int:
    """Anneal from the best groups, which are replaced by better ones; how many proposals were made."""
    groups, sizes = _seats(best, instance)
    value = _value(instance.distances, best)
    done = 0
    while done < length and not (done and is_over()):
        moves = min(CHUNK, length - done)
        value, _taken = _anneal(
            instance.distances, groups, sizes, instance.least, instance.most,
            best, value, *heats, done, length, moves, luck, state,
        )  # fmt: skip
        done += moves
    return done


HOTTEST, COOLER, STEPS = 0.8, 0.8, 24
TRIED = 200_000
BUSY, STILL = 0.0025, 0.00045
"""The shares of proposals taken, at most one of a block, at which annealing begins and ends."""


def _heats(instance: Instance, groups: Array, luck: Array, random: Array) -> tuple[float, float]:
    """The temperatures at which a search begins and ends, found by trying.

    Where most of the work is to be done differs tenfold between kinds of distances, and so is found
    by how many proposals are taken rather than set.
    """
    distances = instance.distances
    spread = float(np.std(distances[np.triu_indices(len(distances), 1)])) or 1.0
    scale = HOTTEST * spread * np.sqrt(len(distances) / len(instance.least))
    seats, sizes = _seats(groups, instance)
    hot = heat = scale
    for step in range(STEPS):
        heat = scale * COOLER**step
        taken = _anneal(
            distances, seats, sizes, instance.least, instance.most,
            groups, np.inf, heat, heat, 0, TRIED, TRIED, luck, random,  # nothing is better than that
        )[1]  # fmt: skip
        if taken > BUSY * TRIED:
            hot = heat
        if taken <= STILL * TRIED:
            return hot, heat
    return hot, heat


def _seats(groups: Array, instance: Instance) -> tuple[Array, Array]:
    """The group of whoever sits in each place of the blocks, 0 in empty places; the size of each group."""
    seats = np.zeros(instance.distances.shape[1], dtype=SMALL)
    seats[: len(groups)] = groups
    return seats, np.bincount(groups, minlength=len(instance.least)).astype(np.int64)


def _widest(n: int, least: Array, most: Array) -> Array:
    """The sizes (groups,) with the most pairs that the limits allow: where distances are alike,

    the number of pairs decides, and annealing is poor at finding that out one person at a time.
    """
    spare = n - int(least.sum())
    pairs = np.full(spare + 1, -1.0)  # by the number of people above the least so far
    pairs[0] = 0.0
    chosen = np.zeros((len(least), spare + 1), dtype=np.int64)
    for g, (low, high) in enumerate(zip(least, most, strict=True)):
        after = np.full(spare + 1, -1.0)
        for extra in range(min(int(high - low), spare) + 1):
            gained = (low + extra) * (low + extra - 1) / 2
            before = pairs[: spare + 1 - extra]
            better = (before >= 0) & (before + gained > after[extra:])
            after[extra:][better] = before[better] + gained
            chosen[g, extra:][better] = extra
        pairs = after
    sizes = least.copy()
    for g in range(len(least) - 1, -1, -1):
        extra = chosen[g, spare]
        sizes[g] += extra
        spare -= extra
    return sizes


@compiled
def _first(n: int, sizes: Array, state: Array) -> Array:
    """A random grouping (n,) into these sizes."""
    groups = np.repeat(np.arange(len(sizes)), sizes)
    for i in range(n - 1, 0, -1):
        j = int(next_random(state) * (i + 1))
        groups[i], groups[j] = groups[j], groups[i]
    return groups


@compiled
def _luck(count: int, state: Array) -> Array:
    """(count,) float32, exponential draws."""
    luck = np.empty(count, dtype=np.float32)
    for k in range(count):
        luck[k] = -np.log(1.0 - next_random(state))
    return luck


@compiled
def _table(distances: Array, groups: Array, count: int) -> Array:
    """(groups, places) float32: the sum of each person's distances to each group's members."""
    n, places = distances.shape
    table = np.zeros((count, places), dtype=np.float32)
    for i in range(n):
        for k in range(n):
            table[groups[i], k] += distances[i, k]
    return table


@compiled
def _value(distances: Array, groups: Array) -> float:
    total = 0.0
    for i in range(len(groups)):
        for j in range(i):
            if groups[i] == groups[j]:
                total += distances[i, j]
    return total


@compiled
def _anneal(  # noqa: PLR0912, PLR0915 - one loop, kept flat for the compiler
    distances: Array,
    groups: Array,
    sizes: Array,
    least: Array,
    most: Array,
    best: Array,
    best_value: float,
    hot: float,
    cold: float,
    start: int,
    length: int,
    moves: int,
    luck: Array,
    state: Array,
) -> tuple[float, int]:
    """The best value, and how many were taken. Proposals `start` to `start + moves` of a run of
    `length`; arrays change in place."""
    n, count = len(best), len(least)
    blocks, wide = _blocks_of(n)
    table = np.empty((count, blocks * wide), dtype=np.float32)
    own = np.empty(blocks * wide, dtype=np.float32)  # everybody's distances to their own group
    own[n:] = np.inf  # no change of places with an empty one
    mine = np.empty(count, dtype=np.float32)
    flexible = bool((least < most).any())
    cooling = np.log(cold / hot)
    heat = hot
    improved = False
    value = 0.0
    taken = made = fresh = again = 0
    while made < moves:
        if fresh == 0:
            table[:] = _table(distances, groups, count)
            value = 0.0
            for k in range(n):
                own[k] = table[groups[k], k]
                value += 0.5 * own[k]
            fresh = FRESH
        if made >= again:
            heat = hot * np.exp(cooling * (start + made) / length)
            again = made + 10 * BLOCK
        i = int(next_random(state) * n)
        a = int(groups[i])
        low = wide * int(next_random(state) * blocks)
        high = low + wide
        made += min(high, n) - low + flexible
        for g in range(count):
            mine[g] = table[g, i]
        left = mine[a]
        mine[a] = -np.inf  # nobody changes places within a group
        at = int(next_random(state) * LUCKS)
        partner = _partner(
            distances[i, low:high], table[a, low:high], own[low:high], mine, groups[low:high],
            luck[at : at + wide], left, np.float32(heat), state,
        )  # fmt: skip
        if partner >= 0:
            partner += low
            b = int(groups[partner])
            gain = mine[b] + table[a, partner] - own[partner] - 2 * distances[i, partner] - left
        elif flexible:
            b = int(next_random(state) * count)
            gain = mine[b] - left
            if sizes[a] <= least[a] or sizes[b] >= most[b] or not _is_taken(gain, heat, state):
                continue
        else:
            continue
        if gain < 0 and improved:
            best[:] = groups[:n]
            improved = False
        if partner >= 0:
            _swap(distances[i], distances[partner], table[a], table[b], own, groups, a, b)
            groups[partner] = a
            own[partner] = table[a, partner]
        else:
            sizes[a] -= 1
            sizes[b] += 1
            _insert(distances[i], table[a], table[b], own, groups, a, b)
        groups[i] = b
        own[i] = table[b, i]
        value += gain
        taken += 1
        made += CHANGE
        fresh -= 1
        if value > best_value + LITTLE * cold:
            best_value = value
            improved = True
    if improved:
        best[:] = groups[:n]
    return best_value, taken


@inlined
def _partner(
    far: Array,
    there: Array,
    own: Array,
    mine: Array,
    groups: Array,
    luck: Array,
    left: np.float32,
    heat: np.float32,
    state: Array,
) -> int:
    """One in a block who changes places with one person, the first from anywhere on, or -1.

    far: that person's distances; there: everybody's to that person's group, own: to their own; mine:
    that person's to each group, left: to their own. Most blocks have none: that is found out by a loop
    without a branch, which the compiler does many at a time.
    """
    anybody = False
    for k in range(len(far)):
        anybody |= mine[groups[k]] + there[k] - own[k] - (far[k] + far[k]) + heat * luck[k] > left
    if not anybody:
        return -1
    start = int(next_random(state) * len(far))
    for step in range(len(far)):
        k = start + step if start + step < len(far) else start + step - len(far)
        if mine[groups[k]] + there[k] - own[k] - (far[k] + far[k]) + heat * luck[k] > left:
            return k
    return -1


@inlined
def _is_taken(gain: float, heat: float, state: Array) -> bool:
    return gain >= 0 or (gain > -COLDEST * heat and next_random(state) < np.exp(gain / heat))


@inlined
def _swap(
    here: Array,
    there: Array,
    first: Array,
    second: Array,
    own: Array,
    groups: Array,
    a: int,
    b: int,
) -> None:
    """Two people change places in the sums of their groups a and b, and in everybody's own."""
    for k in range(len(groups)):
        change = there[k] - here[k]
        first[k] += change
        second[k] -= change
        nothing = np.float32(0.0)
        own[k] += (change if groups[k] == a else nothing) - (change if groups[k] == b else nothing)


@inlined
def _insert(
    here: Array, first: Array, second: Array, own: Array, groups: Array, a: int, b: int
) -> None:
    """One person goes from group a to group b."""
    for k in range(len(groups)):
        first[k] -= here[k]
        second[k] += here[k]
        nothing = np.float32(0.0)
        own[k] += (here[k] if groups[k] == b else nothing) - (
            here[k] if groups[k] == a else nothing
        )
