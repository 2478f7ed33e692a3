"""How far each answer is from each other answer, so that a group can be weighed by adding up.

For four people who stay in a group one table is filled, by answer, with how far the four together are
from somebody who gave it; what a newcomer is worth is then one look-up for each answer, in place of
four distances. Answers with more than a few hundred different values are left out of the tables and
compared one by one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from levelground.core.formation.answers import Answers
from levelground.core.formation.data import Array

MOST = 256


class Near(NamedTuple):
    """codes: (n, narrow) int64, each person's places in a table; far: all matrices of distances, one
    after the other, times the weight; far_at, first, kinds: (narrow,) where the matrix of an answer
    begins, where its part of a table does, and how many kinds it has; wide: (k,) answers left out;
    length: of a table.
    """

    codes: Array
    far: Array
    far_at: Array
    first: Array
    kinds: Array
    wide: Array
    length: int


def nearness(answers: Answers) -> Near:
    codes, parts, first, kinds, wide = [], [], [], [], []
    length = 0
    for k in range(len(answers.names)):
        types = answers.types[:, k].astype(np.int64)
        count = int(types.max(initial=-1)) + 2
        if count > MOST:
            wide.append(k)
            continue
        codes.append(length + types + 1)
        parts.append(answers.weights[k] * _far(answers, k, count))
        first.append(length)
        kinds.append(count)
        length += count
    sizes = [part.size for part in parts]
    n = len(answers.types)
    return Near(
        codes=np.ascontiguousarray(np.array(codes).T) if codes else np.zeros((n, 0), np.int64),
        far=np.concatenate([part.ravel() for part in parts]) if parts else np.zeros(0),
        far_at=np.cumsum([0, *sizes])[: len(sizes)].astype(np.int64),
        first=np.array(first, dtype=np.int64),
        kinds=np.array(kinds, dtype=np.int64),
        wide=np.array(wide, dtype=np.int64),
        length=length,
    )


def _far(answers: Answers, k: int, count: int) -> Array:
    """(count, count): distances of two people by their answers; row and column 0 for an open one."""
    expected = answers.expected[int(answers.expected_at[k]) :][:count]
    far = np.empty((count, count))
    far[0], far[:, 0] = expected, expected
    types, at = np.unique(answers.types[:, k], return_index=True)
    some = at[types >= 0]
    if k >= answers.words:
        values = answers.numbers[some, k - answers.words]
        weight = answers.weights[k]
        far[1:, 1:] = np.abs(values[:, None] - values[None, :]) / weight if weight else 0.0
        return far
    taken = answers.choices[some, k]
    both = np.bitwise_count(taken[:, None] & taken[None, :])
    either = np.bitwise_count(taken[:, None] | taken[None, :])
    far[1:, 1:] = 1 - both / np.maximum(either, 1)
    np.fill_diagonal(far[1:, 1:], 0.0)
    return far
