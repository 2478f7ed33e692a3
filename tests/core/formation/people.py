"""Small rosters for the tests: made by hand, and at random for Hypothesis."""

from __future__ import annotations

import random
from itertools import combinations

from levelground.core.formation import Answer, Free, OrganisationRule, Person, Rules, Weights
from levelground.core.formation.explaining.table import Table
from levelground.core.formation.problem import Problem

EASY = Rules(slot=False, language=False)
EVEN = Weights(fairness=0.0)
MORNING = Free(starts=9 * 60, ends=12 * 60)


def person(name: str, /, **changes: object) -> Person:
    settings: dict[str, object] = {
        "id": name,
        "trained": True,
        "free": (MORNING,),
        "languages": ("English",),
    }
    return Person(**{**settings, **changes})  # type: ignore[arg-type]


def crowd(size: int, seed: int, *, tight: bool = True) -> list[Person]:
    """People with few times, two languages, lines, wishes: often some cannot be placed."""
    chance = random.Random(seed)
    people = []
    for i in range(size):
        days = chance.sample(range(5), chance.choice((1, 2, 3)) if tight else 4)
        people.append(
            Person(
                id=f"p{i:02}",
                organisation=chance.choice("ABC"),
                trained=chance.random() < 0.7,
                grade=chance.randint(1, 5),
                reports_to=f"p{chance.randrange(i):02}" if i and chance.random() < 0.4 else "",
                not_together=(f"p{(i + 3) % size:02}",)
                if chance.random() < 0.1 and size > 3
                else (),
                together=f"p{i + 1:02}"
                if i % 6 == 0 and i + 1 < size and chance.random() < 0.3
                else "",
                languages=tuple(x for x in ("English", "Māori") if chance.random() < 0.8)
                or ("English",),
                free=tuple(
                    Free(starts=day * 1440 + 540, ends=day * 1440 + 720) for day in sorted(days)
                ),
                answers=_some_of(
                    {
                        "role": (chance.choice("xyz"),),
                        "ethnicity": tuple(sorted(chance.sample("klm", chance.choice((1, 1, 2))))),
                        "age": float(chance.randint(20, 60)),
                    },
                    chance,
                ),
                not_alone_in=("role",) if chance.random() < 0.08 else (),
            )
        )
    return people


def _some_of(answers: dict[str, Answer], chance: random.Random) -> dict[str, Answer]:
    """Not everybody answers everything."""
    return {k: one for k, one in answers.items() if chance.random() < 0.85 or k == "role"}


RULES = Rules(grades_apart=3, organisation=OrganisationRule.EXTERNAL, at_most=3)


def brute_force(problem: Problem) -> tuple[int, float]:
    """The most people that can be placed and, with those, the largest sum of mixes."""
    n, rules = len(problem.people), problem.rules
    value = {}
    for size in range(rules.least, rules.most + 1):
        for members in combinations(range(n), size):
            table = Table(problem=problem, members=members)
            if not table.broken():
                away = size - rules.preferred
                value[sum(1 << i for i in members)] = (size, table.mix - 0.1 * away * away)
    best: dict[int, tuple[int, float]] = {0: (0, 0.0)}

    def solve(left: int) -> tuple[int, float]:
        if left in best:
            return best[left]
        first = left & -left
        found = solve(left & ~first)
        for group, (size, worth) in value.items():
            if group & first and group & left == group:
                placed, total = solve(left & ~group)
                found = max(found, (placed + size, total + worth))
        best[left] = found
        return found

    return solve((1 << n) - 1)
