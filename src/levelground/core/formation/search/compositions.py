"""The most that one answer in words can add to the mix of all groups together, by linear programming.

What matters of a group is how many in it gave each answer. Every such composition is a column; one
row asks for each answer to be used as often as it was given, one for each size of group to be formed
as often as it is. The simplex method (Dantzig 1963) finds prices of answers and of sizes; at any
prices the total cannot exceed what the people cost plus what the best group of each size is worth
beyond the prices of its members (linear programming duality), so that an early end still gives a
bound. Answers that few gave are taken together, the distances rounded up, so that there are never
many columns; and where there would be, groups larger than most are seen as the mean of their parts of the usual size, which
the mean over pairs is.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations_with_replacement
from math import comb

import numpy as np

from levelground.core.formation.data import Array

MOST_COLUMNS = 20_000
STEPS = 600
NOTHING = 1e-9


def most_mixed(far: Array, often: Array, size: Array, count: Array) -> float:
    """What the mixes of groups, added up, cannot exceed.

    far: (kinds, kinds), distances; often: (kinds,), people of each kind; size, count: groups by size.
    """
    usual = int(size[count.argmax()])
    far, often = _merged(far, often, usual)
    columns, values = [], []
    for s in size.tolist():
        is_few = s < usual or comb(len(often) + s - 1, s) <= MOST_COLUMNS
        part = s if is_few else usual
        whole = _compositions(len(often), part)
        columns.append(whole * (s / part))
        values.append(_value(whole, far, part))
    basis = _first(often, size, count, columns, values)
    asked = np.concatenate([often.astype(np.float64), count[:-1].astype(np.float64)])
    best = np.inf
    matrix = np.array([_column(*cell, columns, len(size)) for cell in basis]).T
    worth = np.array([values[s][c] for s, c in basis])
    for _ in range(STEPS):
        price = np.linalg.solve(matrix.T, worth)
        of_size = np.append(price[len(often) :], 0.0)
        gains = [
            value - column @ price[: len(often)] - own
            for value, column, own in zip(values, columns, of_size, strict=True)
        ]
        tops = [int(gain.argmax()) for gain in gains]
        above = np.array([gain[top] for gain, top in zip(gains, tops, strict=True)])
        best = min(best, float(price @ asked + count @ above))
        enters = int(above.argmax())
        if above[enters] <= NOTHING:
            break
        column = _column(enters, tops[enters], columns, len(size))
        share = np.linalg.solve(matrix, column)
        used = np.linalg.solve(matrix, asked)
        limit = np.where(
            share > NOTHING, np.maximum(used, 0.0) / np.maximum(share, NOTHING), np.inf
        )
        leaves = int(limit.argmin())
        if not np.isfinite(limit[leaves]):
            break
        matrix[:, leaves] = column
        worth[leaves] = values[enters][tops[enters]]
    return best


def _merged(far: Array, often: Array, usual: int) -> tuple[Array, Array]:
    """The same with the rarest answers taken together, as far apart as any of them is."""
    order = np.argsort(-often, kind="stable")
    far, often = far[np.ix_(order, order)].copy(), often[order].copy()
    while comb(len(often) + usual - 1, usual) > MOST_COLUMNS:
        far[-2] = np.maximum(far[-2], far[-1])
        far[:, -2] = np.maximum(far[:, -2], far[:, -1])
        often[-2] += often[-1]
        far, often = far[:-1, :-1], often[:-1]
    return far, often


@lru_cache(maxsize=64)
def _compositions(kinds: int, size: int) -> Array:
    """(columns, kinds): how many of each kind, for every group of this size."""
    members = np.array(list(combinations_with_replacement(range(kinds), size)), dtype=np.int64)
    found = np.zeros((len(members), kinds))
    for at in range(size):
        found[np.arange(len(members)), members[:, at]] += 1
    return found


def _value(column: Array, far: Array, size: int) -> Array:
    """(columns,): the mean distance over the pairs of each composition."""
    if size < 2:  # noqa: PLR2004
        return np.zeros(len(column))
    pairs = ((column @ far) * column).sum(axis=1) - column @ far.diagonal()
    return np.asarray(pairs / (size * (size - 1)))


def _first(
    often: Array, size: Array, count: Array, columns: list[Array], values: list[Array]
) -> list[tuple[int, int]]:
    """Columns to begin with: groups of people who are all alike, handed out in order."""
    cells = []
    left, room = often.astype(np.float64), (size * count).astype(np.float64)
    kind = at = 0
    while kind < len(often) and at < len(size):
        alike = np.flatnonzero(columns[at][:, kind] == size[at])
        cells.append((at, int(alike[0])))
        taken = min(left[kind], room[at])
        left[kind] -= taken
        room[at] -= taken
        if left[kind] <= 0 and kind < len(often) - 1:
            kind += 1
        else:
            at += 1
    return cells


def _column(s: int, c: int, columns: list[Array], sizes: int) -> Array:
    column = columns[s][c]
    of_size = np.zeros(sizes)
    of_size[s] = 1
    return np.concatenate([column, of_size[:-1]])
