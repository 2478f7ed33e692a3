"""Who stands above whom, and who must not or must meet whom."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from levelground.core.formation.data import Array
from levelground.core.formation.people import Person
from levelground.core.formation.rules import Rules


def spans_of(people: Sequence[Person]) -> dict[str, tuple[int, int]]:
    """Each person's span (first, last) in a walk down all reporting lines, numbered from 1.

    Somebody is above another at any distance exactly when their span holds the other's first
    number. Needs lines without circles (`faults.check`).
    """
    ids = {person.id for person in people}
    below: dict[str, list[str]] = {}
    tops = []
    for person in people:
        if person.reports_to in ids:
            below.setdefault(person.reports_to, []).append(person.id)
        else:
            tops.append(person.id)
    spans: dict[str, tuple[int, int]] = {}
    first: dict[str, int] = {}
    for top in tops:
        stack = [top]
        while stack:
            at = stack[-1]
            if at in first:
                stack.pop()
                spans[at] = (first[at], len(first))
            else:
                first[at] = len(first) + 1
                stack.extend(below.get(at, ()))
    return spans


def conflicts_of(people: Sequence[Person], rules: Rules) -> tuple[Array, Array, Array]:
    """Pointers (n + 1,) int64 into others (pairs x 2,) int32, and partners (n,) int32."""
    index = {person.id: i for i, person in enumerate(people)}
    apart: list[set[int]] = [set() for _ in people]
    partners = np.full(len(people), -1, dtype=np.int32)
    for i, person in enumerate(people):
        named = person.answers_for if rules.equal_standing else ()
        named += person.not_together if rules.not_together else ()
        for other in named:
            j = index.get(other, i)
            if j != i:
                apart[i].add(j)
                apart[j].add(i)
        j = index.get(person.together, i) if rules.together else i
        if j != i:
            partners[i], partners[j] = j, i
    pointers = np.zeros(len(people) + 1, dtype=np.int64)
    pointers[1:] = np.cumsum([len(others) for others in apart])
    others = np.array([j for some in apart for j in sorted(some)], dtype=np.int32)
    return pointers, others, partners
