"""People as arrays: what the search reads, with a name for each column, bit and limit.

Compiled functions take these names for constants, so that they cost nothing.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]  # shapes and element types stand in each docstring

CARE, LANGUAGES, LINE, TRAITS, WISHES, FIRST_LANE = range(6)
"""Columns of `Data.facts`: answers needing care (bits), languages (bits), the span of the reporting
line (first and last number), traits, wishes not to be alone (bits). From FIRST_LANE on: lanes of four
answers in words, 16 bits each; then slots (bits)."""

FIRST, LAST = np.uint64(32), np.uint64(0xFFFFFFFF)
"""In LINE: how far to shift for the first number, and the bits of the last one."""

TRAINED, CONFLICTS, PAIRED, FIXED = np.uint64(1), np.uint64(2), np.uint64(4), np.uint64(8)
STAYS = FIXED | PAIRED
"""Who does not change places alone."""
HAS_NAMED = CONFLICTS | PAIRED
GRADE, GRADE_BITS = np.uint64(8), np.uint64(0xFFFF)
ORGANISATION = np.uint64(32)
"""In TRAITS: four flags; how far to shift for the grade, and its bits; for the organisation likewise."""

ANY, INTERNAL, EXTERNAL = range(3)
"""What `Limits.organisation` can be."""


class Limits(NamedTuple):
    """The rules as whole numbers. grades_apart: -1 for any; language, slot, line: 1 where they count."""

    least: int
    preferred: int
    most: int
    grades_apart: int
    language: int
    slot: int
    organisation: int
    at_least: int
    at_most: int
    line: int


class Data(NamedTuple):
    """n people, c answers in words, m answers in numbers; c + m <= 64.

    facts: (n, words) uint64. numbers: (n, m) float64, already times weight over range.
    types: (n, c + m) int32, the number of each distinct answer, -1 where open.
    choices: (n, c) uint64, the choices taken (0 where there are more than 64 in all).
    weights: (c + m,) float64, adding up to 1. lane_weights: (lanes, 16) float64, the weight of
    every combination of differing lanes. expected: the mean distance (0..1) of each distinct answer
    to those who answered; its part for answer k begins at expected_at[k] with the mean over all.
    conflict_at (n + 1,), conflicts: who must not meet whom, as rows of indices.
    partners: (n,) int32, -1 for none. needed: trained members by size.
    """

    facts: Array
    numbers: Array
    types: Array
    choices: Array
    weights: Array
    lane_weights: Array
    expected: Array
    expected_at: Array
    conflict_at: Array
    conflicts: Array
    partners: Array
    limits: Limits
    needed: Array
