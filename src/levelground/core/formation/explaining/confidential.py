"""Whether a rule about what people told us keeps some of them from being one group: one yes or no.

It takes the same work whichever rule it is and however many are broken, so that not even the time of an
answer tells. `table` says which rule it is, for those who have the list themselves.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from levelground.core.formation.data import (
    FIRST,
    FIRST_LANE,
    GRADE,
    GRADE_BITS,
    LANGUAGES,
    LAST,
    LINE,
    TRAITS,
    Array,
)
from levelground.core.formation.problem import Problem


def is_kept_apart(problem: Problem, members: Sequence[int]) -> bool:
    """members: indices into `problem.people`, at least one."""
    rules, data = problem.rules, problem.data
    who = np.array(members, dtype=np.int64)
    rows = data.facts[who]
    slots = np.bitwise_and.reduce(rows[:, FIRST_LANE + len(data.lane_weights) :], axis=0)
    kept = np.array(
        [
            rules.slot and not slots.any(),
            rules.language and not np.bitwise_and.reduce(rows[:, LANGUAGES]),
            rules.equal_standing and _in_line(rows[:, LINE]),
            rules.equal_standing and _far_apart(rows[:, TRAITS], rules.grades_apart),
            _in_conflict(data.conflict_at, data.conflicts, who),
        ]
    )
    return bool(kept.any())


def _in_line(spans: Array) -> bool:
    """Whether somebody stands above somebody else at any distance."""
    first, last = spans >> FIRST, spans & LAST
    below = (first[:, None] <= first[None, :]) & (first[None, :] <= last[:, None])
    np.fill_diagonal(below, val=False)
    return bool((below & (first > 0)[:, None]).any())


def _far_apart(facts: Array, most: int | None) -> bool:
    grades = (facts >> GRADE & GRADE_BITS).astype(np.int64)
    known = np.where(grades > 0, grades, grades.max())
    return most is not None and bool(known.max() - known.min() > most)


def _in_conflict(starts: Array, others: Array, who: Array) -> bool:
    named = np.concatenate([others[starts[i] : starts[i + 1]] for i in who])
    return bool(np.isin(named, who).any())
