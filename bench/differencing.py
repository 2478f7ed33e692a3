"""Goal P5 in full: a thousand random programmes, every pair of answers, every way groups could fare.

    python -m bench.differencing [--worlds 1000] [--groups 6]

Says how many answers were compared and how many leaks there are (0, or the status is 1), then plants
three leaks and says in how many worlds each was found.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable

from tests.core.health.differencing import Answer, answers, betrayed, overlaps, random_world

from levelground.core.health import Facts, GroupState


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=1000)
    parser.add_argument("--groups", type=int, default=6, help="in the search of ways to fare")
    asked = parser.parse_args()
    began = time.monotonic()
    leaks = pairs = betrayals = 0
    for seed in range(asked.worlds):
        found = list(answers(random_world(seed, most_groups=8)))
        leaks += len(overlaps(found))
        pairs += len(found) * (len(found) - 1)
    print(f"{asked.worlds} worlds, {pairs} ordered pairs of answers: {leaks} leaks")
    tried = max(asked.worlds // 20, 1)
    for seed in range(tried):
        betrayals += len(betrayed(some_groups(seed, asked.groups)))
    ways = tried * len(GroupState) ** asked.groups
    print(f"{tried} programmes of {asked.groups} groups, {ways} ways to fare: {betrayals} betrayed")
    planted: dict[str, Callable[[int], list[Answer]]] = {
        "figures made anew": lambda seed: list(answers(random_world(seed), is_frozen=False)),
        "a total of facts": lambda seed: list(answers(random_world(seed), sums_facts=True)),
    }
    blind = False
    for name, ask in planted.items():
        caught = sum(bool(overlaps(ask(seed))) for seed in range(asked.worlds))
        blind |= not caught
        print(f"planted, {name}: found in {caught} of {asked.worlds} worlds")
    print(f"{time.monotonic() - began:.0f} s")
    return 1 if leaks or betrayals or blind else 0


def some_groups(seed: int, number: int) -> list[Facts]:
    chance = random.Random(seed)
    likely = chance.choices(list(GroupState), k=2)  # mostly alike, which is where bounds matter
    return [
        Facts(
            group=group,
            people=chance.randint(2, 6),
            state=chance.choice(likely if chance.random() < 0.8 else list(GroupState)),
        )
        for group in range(number)
    ]


if __name__ == "__main__":
    sys.exit(main())
