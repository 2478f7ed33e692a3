"""What no split of these people into groups of these sizes can exceed.

Each answer is treated by itself, as if it alone decided who sits with whom, and the rules are left
out; the sum of the parts is an upper bound of the mix, cheap at any size.

Words: pairs alike in a group are fewest when every choice is spread evenly, and each group's cost
is convex in how many members took the choice. Somebody with several choices counts as a share of
each, which never overstates how alike two people are, as |A & B| / (|A| |B|) <= |A & B| / |A | B|.
Numbers: sorted, the sum of differences in a group of s is sum (2 i - s - 1) x_i, so the largest sum
over all groups matches the largest factors with the largest numbers (rearrangement inequality).
Answers left open count as a share of every answer given, by how often each was given: the
expectation over such fillings is at most the best for the mean filling, as the best is concave in
how often each answer occurs.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from levelground.core.formation.answers import Answers
from levelground.core.formation.compiled import Array


def upper_bound(answers: Answers, people: Array, sizes: Sequence[int]) -> float:
    """The most that the mixes of groups of these sizes, added up, can reach.

    people: indices of those to be placed; sizes: the groups', adding up to len(people).
    """
    if not len(people) or not sizes:
        return 0.0
    size, count = np.unique(np.array(sizes), return_counts=True)
    total = 0.0
    for k, weight in enumerate(answers.weights):
        if weight > 0:
            is_words = k < answers.words
            best = (
                _words(answers, people, k, size, count)
                if is_words
                else _numbers(answers, people, k, size, count)
            )
            total += weight * best
    return total


def _words(answers: Answers, people: Array, k: int, size: Array, count: Array) -> float:
    types = answers.types[:, k]
    known = types >= 0
    if not known.any():
        return float(answers.expected[answers.expected_at[k]] * count.sum())
    labels = len(answers.labels[k])
    if labels <= 64:  # noqa: PLR2004
        choices = answers.choices[:, k][:, None] >> np.arange(labels, dtype=np.uint64)
        taken = (choices & np.uint64(1)).astype(np.float64)
    else:
        taken = np.zeros((len(types), labels))
        taken[known, types[known]] = 1.0
    taken /= np.maximum(taken.sum(axis=1, keepdims=True), 1.0)
    is_open = int((~known[people]).sum())
    often = taken[people].sum(axis=0) + is_open / known.sum() * taken.sum(axis=0)
    return float(count.sum()) - _least_alike(often, size, count)


def _least_alike(often: Array, size: Array, count: Array) -> float:
    """The least sum over groups of (pairs alike) / (pairs), each choice spread by itself.

    The (x + 1)-th with a choice in a group of s adds x / pairs(s): units are filled cheapest first.
    """
    pairs = size * (size - 1) / 2
    steps = np.arange(int(size.max()))
    cost = (steps[:, None] / pairs[None, :]).ravel()
    room = np.where(steps[:, None] < size[None, :], count[None, :], 0).ravel().astype(np.float64)
    order = np.argsort(cost, kind="stable")
    cost, room = cost[order], room[order]
    ends = np.cumsum(room)
    used = np.clip(often[:, None] - (ends - room)[None, :], 0, room[None, :])
    return float((used * cost[None, :]).sum())


def _numbers(answers: Answers, people: Array, k: int, size: Array, count: Array) -> float:
    known = answers.types[:, k] >= 0
    if not known.any():
        return float(answers.expected[answers.expected_at[k]] * count.sum())
    is_open = int((~known[people]).sum())
    share = np.where(known, is_open / known.sum(), 0.0)
    share[people[known[people]]] += 1.0
    values = answers.numbers[:, k - answers.words] / answers.weights[k]
    order = np.argsort(values, kind="stable")
    order = order[share[order] > 0]
    factors = np.sort(
        np.concatenate(
            [
                np.repeat((2 * np.arange(1, s + 1) - s - 1) / (s * (s - 1) / 2), c)
                for s, c in zip(size, count, strict=True)
            ]
        )
    )
    ends = np.concatenate([[0.0], np.cumsum(factors)])
    edges = np.concatenate([[0.0], np.cumsum(share[order])])
    return float(np.diff(np.interp(edges, np.arange(len(ends)), ends)) @ values[order])
