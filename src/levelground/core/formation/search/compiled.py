"""The one door to numba: kernels compile on first use and are kept on disk between runs.

`cache=True` writes beside the source, or to the user's cache folder when the installation is
read-only (NUMBA_CACHE_DIR decides where it is set). Where no folder can be written at all,
a kernel is compiled again in every process: slower, never wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba
import numpy as np

from levelground.core.formation.data import Array

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The function as machine code (numba, no Python objects inside)."""
    try:
        kernel = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:  # nowhere to keep a cache
        kernel = numba.njit(nogil=True, error_model="numpy")(function)
    return cast("Callable[P, R]", kernel)


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """Like `compiled`, for small functions that kernels call in their innermost loops.

    A call hands over every array of its tuples one field at a time, which costs more than the work.
    """
    try:
        kernel = numba.njit(cache=True, nogil=True, error_model="numpy", forceinline=True)(function)
    except RuntimeError:
        kernel = numba.njit(nogil=True, error_model="numpy", forceinline=True)(function)
    return cast("Callable[P, R]", kernel)


@inlined
def next_random(state: Array) -> float:
    """A number in [0, 1) from state (1,) uint64, which moves on: splitmix64 (Steele et al. 2014)."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return float(z >> np.uint64(11)) * (1.0 / 9007199254740992.0)
