"""What no split of these people into groups of these sizes can exceed.

Each answer is treated by itself, as if it alone decided who sits with whom, and the rules are left
out; the sum of the parts is an upper bound of the mix, cheap at any size.

Words: one choice at a time. A group in which x took it and t left the answer open has
x (x - 1) / 2 + x t p + t (t - 1) / 2 p^2 pairs alike in it, p being the share of the choice that
stands in for an open answer. The least that all groups together can have follows from the dual of
choosing an (x, t) for every group: any two multipliers give a bound, and good ones a tight one.
Somebody with several choices counts as a share of each, which never overstates how alike two are,
as |A & B| / (|A| |B|) <= |A & B| / |A | B|, and shares spread worse than whole people. Where there are
several choices or open answers, `compositions` gives a second bound, and the smaller one counts.
Numbers: |a - b| is the sum, over the steps between neighbouring values, of being on different sides
of the step, so that each step is an answer with two choices.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from levelground.core.formation.answers import Answers
from levelground.core.formation.data import Array
from levelground.core.formation.search.compositions import most_mixed

MOST_STEPS = 400
"""Different numbers beyond which neighbours are taken together, the distance rounded up."""

ROUNDS, POINTS = 7, 9

MOST_KINDS_LOOKED_AT = 200
ONE = np.uint64(1)


def upper_bound(answers: Answers, people: Array, sizes: Sequence[int]) -> float:
    """The most that the mixes of groups of these sizes, added up, can reach.

    people: indices of those to be placed; sizes: the groups', adding up to len(people).
    """
    if not len(people) or not sizes:
        return 0.0
    size, count = np.unique(np.array(sizes, dtype=np.int64), return_counts=True)
    total = 0.0
    for k, weight in enumerate(answers.weights):
        if weight > 0 and (answers.types[:, k] >= 0).any():
            part = _words if k < answers.words else _numbers
            total += weight * part(answers, people, k, size, count)
    return total


def _words(answers: Answers, people: Array, k: int, size: Array, count: Array) -> float:
    known = answers.types[:, k] >= 0
    labels = len(answers.labels[k])
    if labels <= 64:
        choices = answers.choices[:, k][:, None] >> np.arange(labels, dtype=np.uint64)
        taken = (choices & np.uint64(1)).astype(np.float32)
        taken /= np.maximum(taken.sum(axis=1, keepdims=True), 1.0)
        mass, share = (
            taken[people].sum(axis=0, dtype=np.float64),
            taken.mean(axis=0, dtype=np.float64),
        )
    else:
        types = answers.types[people, k]
        mass = np.bincount(types[types >= 0], minlength=labels).astype(np.float64)
        share = np.bincount(answers.types[known, k], minlength=labels) / len(known)
    share = share * (len(known) / known.sum())
    is_open = int((~known[people]).sum())
    bound = float(count.sum() - least_alike(mass, share, is_open, size, count).sum())
    types = answers.types[people, k]
    kinds, often = np.unique(types, return_counts=True)
    several = labels <= 64 and bool((answers.choices[people, k] & (answers.choices[people, k] - ONE)).any())  # fmt: skip
    if len(kinds) <= MOST_KINDS_LOOKED_AT and (is_open or several):
        bound = min(bound, most_mixed(_far(answers, k, kinds), often, size, count))
    return bound


def _far(answers: Answers, k: int, kinds: Array) -> Array:
    """(kinds, kinds): the distance of two people by what they answered to k, -1 being an open answer."""
    at = int(answers.expected_at[k])
    some = [int(np.flatnonzero(answers.types[:, k] == kind)[0]) for kind in kinds]
    taken = [int(answers.choices[one, k]) for one in some]
    far = np.zeros((len(kinds), len(kinds)))
    for i, first in enumerate(kinds.tolist()):
        for j, second in enumerate(kinds.tolist()):
            x, y = taken[i], taken[j]
            if first < 0 or second < 0:
                known = max(first, second)
                far[i, j] = answers.expected[at if known < 0 else at + 1 + known]
            elif first != second:
                far[i, j] = 1 - (x & y).bit_count() / (x | y).bit_count() if x | y else 1.0
    return far


def _numbers(answers: Answers, people: Array, k: int, size: Array, count: Array) -> float:
    column = answers.numbers[:, k - answers.words] / answers.weights[k]
    known = answers.types[:, k] >= 0
    values = np.unique(column[known])
    gaps = np.diff(values)
    placed = np.searchsorted(values, column[people][known[people]])
    mass = np.cumsum(np.bincount(placed, minlength=len(values)))[:-1].astype(np.float64)
    everybody = np.searchsorted(values, column[known])
    share = np.cumsum(np.bincount(everybody, minlength=len(values)))[:-1] / known.sum()
    is_open = int((~known[people]).sum())
    total = len(placed)
    if len(gaps) > MOST_STEPS and is_open:
        return _many_steps(gaps, mass, share, is_open, size, count, total)
    alike = least_alike(mass, share, is_open, size, count)
    alike += least_alike(total - mass, 1 - share, is_open, size, count)
    return float(gaps @ np.maximum(count.sum() - alike, 0.0))


def _many_steps(
    gaps: Array, mass: Array, share: Array, is_open: int, size: Array, count: Array, total: int
) -> float:
    """The same where most numbers differ: every open answer is given the freedom of a known one.

    Filling open answers at best cannot be worse than filling them by chance.
    """
    people = total + is_open
    filled = mass + share * is_open
    alike = least_alike(filled, share, 0, size, count)
    alike += least_alike(people - filled, share, 0, size, count)
    return float(gaps @ np.maximum(count.sum() - alike, 0.0))


def least_alike(mass: Array, share: Array, is_open: int, size: Array, count: Array) -> Array:
    """(choices,): for each choice the least sum over groups of pairs alike / pairs.

    mass: how many took it; share: p for those `is_open` people; size, count: groups by size.
    """
    pairs = size * (size - 1) / 2
    if not is_open:
        return _spread(mass, size, count, pairs)
    top = int(size.max())
    x, t = (
        axis.ravel() for axis in np.meshgrid(np.arange(top + 1), np.arange(top + 1), indexing="ij")
    )
    x, t = x[x + t <= top], t[x + t <= top]
    alike = (x * (x - 1) / 2)[None, :] + (x * t)[None, :] * share[:, None]
    alike = alike + (t * (t - 1) / 2)[None, :] * share[:, None] ** 2
    step = np.linspace(0.0, 1.0, POINTS)
    low = np.zeros((len(mass), 2))
    width = np.full((len(mass), 2), float(top / pairs.min()))
    best = np.zeros(len(mass))
    for _ in range(ROUNDS):
        a = low[:, :1] + width[:, :1] * step  # (choices, points)
        b = low[:, 1:] + width[:, 1:] * step
        value = a[:, :, None] * mass[:, None, None] + b[:, None, :] * is_open
        for s, often, among in zip(size, count, pairs, strict=True):
            fits = x + t <= s
            cost = alike[:, None, None, fits] / among
            cost = cost - a[:, :, None, None] * x[fits] - b[:, None, :, None] * t[fits]
            value = value + often * cost.min(axis=3)
        flat = value.reshape(len(mass), -1)
        at = flat.argmax(axis=1)
        best = np.maximum(best, flat.max(axis=1))
        width = width / 3
        low[:, 0] = np.maximum(a[np.arange(len(mass)), at // POINTS] - width[:, 0] / 2, 0)
        low[:, 1] = np.maximum(b[np.arange(len(mass)), at % POINTS] - width[:, 1] / 2, 0)
    return best


def _spread(mass: Array, size: Array, count: Array, pairs: Array) -> Array:
    """Without open answers: the (x + 1)-th of a choice in a group of s adds x / pairs(s), so places
    are filled cheapest first."""
    steps = np.arange(int(size.max()))
    cost = (steps[:, None] / pairs[None, :]).ravel()
    room = np.where(steps[:, None] < size[None, :], count[None, :], 0).ravel().astype(np.float64)
    order = np.argsort(cost, kind="stable")
    cost, room = cost[order], room[order]
    ends = np.cumsum(room)
    total = np.zeros(len(mass))
    for unit, start, places in zip(cost, ends - room, room, strict=True):
        total += unit * np.clip(mass - start, 0, places)
    return total
