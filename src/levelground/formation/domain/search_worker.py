"""The search in a process of its own: `python -m levelground.formation.domain.search_worker`.

It knows no database and no framework. One line of JSON comes in, lines of numbers go out, the last
one with the groups. It ends when it has answered, when it is told to stop (with the best so far),
and at once when whoever started it is gone.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from levelground.core.formation import Person, Rule, Rules, Weights
from levelground.core.formation.reading.rules_file import read_rules
from levelground.core.words import to_plain
from levelground.formation.domain.roster import people_from

NICE = 10  # pages come first


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is to be done. kept: groups that stay as they are, as people's numbers; gone: who left."""

    people: Sequence[Person] = field(repr=False)
    rules: Rules
    weights: Weights
    kept: Sequence[Sequence[int]]
    gone: Sequence[int] = ()
    seconds: float
    seed: int


def main() -> None:
    os.nice(NICE)
    if "--warm-up" in sys.argv:
        from levelground.core.formation.search.forming import warm_up  # noqa: PLC0415 - loads slowly

        warm_up()
        return
    task = task_from(sys.stdin.readline())
    is_over = _listen(latest=time.monotonic() + 30 + 5 * task.seconds)
    for report in steps(task, is_over=is_over):
        print(json.dumps(report), flush=True)  # noqa: T201 - this is how it answers


def task_from(line: str) -> Task:
    asked = json.loads(line)
    rules, weights = read_rules(asked["rules"])
    return Task(
        people=people_from(asked["people"]),
        rules=rules,
        weights=weights,
        kept=asked["kept"],
        gone=asked["gone"],
        seconds=asked["seconds"],
        seed=asked["seed"],
    )


def steps(task: Task, *, is_over: Callable[[], bool]) -> Iterator[dict[str, Any]]:
    """Numbers while it goes on, and at the end the answer, under "answer"."""
    from levelground.core.formation.explaining.result import result  # noqa: PLC0415 - loads slowly
    from levelground.core.formation.search.forming import Forming  # noqa: PLC0415 - loads slowly

    kept = {number for members in task.kept for number in members}
    out = kept | set(task.gone)
    people = _without(task.people, out, task.rules) if out else task.people
    rules = replace(task.rules, opted_in=True) if out else task.rules
    forming = Forming(
        people, rules, task.weights, seconds=task.seconds, seed=task.seed, is_over=is_over
    )
    for progress in forming:
        yield {
            "done": round(float(progress.done), 3),
            "placed": progress.placed + len(kept),
            "groups": progress.groups + len(task.kept),
            "share": round(float(progress.share), 4),
        }
    formation = result(forming)
    number = {person.id: at for at, person in enumerate(task.people)}
    yield {
        "answer": {
            "groups": [
                *(sorted(members) for members in task.kept),
                *([number[member] for member in group.members] for group in formation.groups),
            ],
            "names": ["" for _ in task.kept] + [group.name for group in formation.groups],
            "is_proven": formation.is_proven and not kept,
        },
        "explanations": {
            "waits": {
                str(number[one.person]): [one.rule.value if one.rule else "", to_plain(one.reason)]
                for one in formation.unplaced
                if number[one.person] not in out
            },
            "helps": [
                {"asks": one.asks or "", "loosens": one.loosens or "", "text": to_plain(one.text)}
                for one in formation.suggestions
                # Those who take no part are said to have said no, but only here (`_without`).
                if not (out and one.asks is Rule.OPTED_IN)
            ],
            "story": [to_plain(text) for text in formation.story],
        },
    }


def _without(people: Sequence[Person], out: set[int], rules: Rules) -> list[Person]:
    """The same people, of whom those in kept groups, and those who left, take no part.

    They stay in the list: reporting lines run through them.
    """
    return [
        replace(person, opted_in=at not in out and (person.opted_in or not rules.opted_in))
        for at, person in enumerate(people)
    ]


def _listen(*, latest: float) -> Callable[[], bool]:
    """Whether it is time to stop: somebody asked, or it has been far too long."""
    asked = threading.Event()

    def hear() -> None:
        for _line in sys.stdin:
            asked.set()
        os._exit(1)  # nobody is there any more

    threading.Thread(target=hear, daemon=True).start()
    return lambda: asked.is_set() or time.monotonic() > latest


if __name__ == "__main__":
    main()
