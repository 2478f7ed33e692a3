"""The arrays that kernels read, and the meaning of each column and bit."""

from __future__ import annotations

from enum import IntEnum, IntFlag
from typing import NamedTuple

from levelground.core.formation.compiled import Array

FIRST_LANE = 5
"""Columns of `Data.facts` before it: answers needing care (bits), languages (bits), the span of the
reporting line (first << 32 | last), organisation << 32 | grade << 8 | flags, wishes (bits).
From it on: lanes of four answers in words, 16 bits each; then slots (bits)."""


class Flag(IntFlag):
    """The lowest bits of column 3 of `Data.facts`."""

    TRAINED = 1
    CONFLICTS = 2
    PARTNER = 4
    FIXED = 8


class Limit(IntEnum):
    """The places in `Data.limits`."""

    LEAST = 0
    PREFERRED = 1
    MOST = 2
    GRADES_APART = 3
    LANGUAGE = 4
    SLOT = 5
    ORGANISATION = 6
    AT_LEAST = 7
    AT_MOST = 8
    LINE = 9


class Data(NamedTuple):
    """n people, c answers in words, m answers in numbers; c + m <= 64.

    facts: (n, words) uint64. numbers: (n, m) float64, already times weight over range.
    types: (n, c + m) int32, the number of each distinct answer, -1 where open.
    choices: (n, c) uint64, the choices taken (0 where there are more than 64 in all).
    weights: (c + m,) float64, adding up to 1. lane_weights: (lanes, 16) float64, the weight of
    every combination of differing lanes. expected: the mean distance (0..1) of each distinct answer
    to those who answered; its part for answer k begins at expected_at[k] with the mean over all.
    conflict_at (n + 1,), conflicts: who must not meet whom, as rows of indices.
    partners: (n,) int32, -1 for none. limits: see `Limit`. needed: trained members by size.
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
    limits: Array
    needed: Array
