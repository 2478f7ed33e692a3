"""Whether those who wait have to: could they be in any group at all, whoever else is in it?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from levelground.core.formation.problem import Problem
from levelground.core.formation.search.candidates import may_meet, shares
from levelground.core.formation.search.seating import Seating, breaks

BRANCHES = 200_000
"""After so many nothing is claimed: the person counts as one who could have been seated."""


def perhaps_needless(problem: Problem, state: Seating) -> int:
    """How many of those without a group could be in one if everybody else were free."""
    pool = [int(person) for person in state.pool[: state.pooled[0]]]
    return sum(has_a_group(problem, person) for person in pool)


def has_a_group(problem: Problem, person: int) -> bool:
    """Whether some people of all form a group with this one in which every rule holds."""
    data = problem.data
    least, most = int(data.limits.least), int(data.limits.most)
    group = np.empty(16, dtype=np.int32)
    group[0] = person
    left = [BRANCHES]

    def those_who_suit(one: int, others: Sequence[int]) -> list[int]:
        return [other for other in others if other != one and may_meet(one, other, data)]

    def grows(size: int, others: Sequence[int]) -> bool:
        left[0] -= 1
        if left[0] < 0 or (size >= least and breaks(group, size, data, 0) == 0):
            return True
        if size == most:
            return False
        for at, other in enumerate(others):
            group[size] = other
            if shares(group, size + 1, data) and grows(
                size + 1, those_who_suit(other, others[at + 1 :])
            ):
                return True
        return False

    return grows(1, those_who_suit(person, range(len(problem.people))))
