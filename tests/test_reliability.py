"""docs/RELIABILITY.md says of every goal whether it holds, and names proofs that are there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.proofs import BENCH, ROOT, TEST, missing

PAGE = (ROOT / "docs" / "RELIABILITY.md").read_text()
GOALS = {"R": 20, "S": 25, "P": 9, "A": 10}
STATES = ("holds", "in part", "not yet")
ROW = re.compile(r"^\| ([A-Z]\d+) \| (.+?) \| (.+?) \| (.+?) \| (.+?) \| (.*?) ?\|$", re.MULTILINE)


def faults(page: str) -> Iterator[str]:
    """All that does not hold of it, each as a sentence."""
    rows = ROW.findall(page)
    wanted = {f"{letter}{n + 1}" for letter, last in GOALS.items() for n in range(last)}
    times = Counter(goal for goal, *_ in rows)
    yield from (f"{goal} is missing." for goal in wanted - times.keys())
    yield from (f"{goal} is none." for goal in times.keys() - wanted)
    yield from (f"{goal} stands there {n} times." for goal, n in times.items() if n > 1)
    for goal, _words, state, proof, control, lacking in rows:
        if state not in STATES:
            yield f"{goal} is {state}, which says nothing."
        if state == "holds" and not (TEST.search(proof) or BENCH.search(proof)):
            yield f"{goal} holds and nothing proves it."
        if state == "holds" and control.startswith("none"):
            yield f"{goal} holds without a control."
        if state in STATES[1:] and not lacking:
            yield f"{goal} does not say what is missing."
        yield from (f"{goal}: {fault}" for fault in missing(proof + control + lacking))
    for letter in GOALS:
        here = Counter(state for goal, _words, state, *_ in rows if goal[0] == letter)
        figures = [here[state] for state in STATES]
        line = f"| {letter} | " + " | ".join(map(str, [*figures, sum(figures)])) + " |"
        if line not in page:
            yield f"The figures are: {line}"


def test_every_goal_is_there_once_with_what_is_so():
    assert list(faults(PAGE)) == []


FIRST = next(ROW.finditer(PAGE))[0]


@pytest.mark.parametrize(
    ("old", "new", "noticed"),
    [
        (FIRST, "", "R1 is missing."),
        (FIRST, f"{FIRST}\n{FIRST}", "R1 stands there 2 times."),
        ("| R1 |", "| R99 |", "R99 is none."),
        (FIRST, FIRST.replace("| in part |", "| nearly |"), "which says nothing."),
        (FIRST, FIRST.replace("| in part |", "| not yet |"), "The figures are: | R |"),
        (FIRST, "| R1 | goal | holds | trust us | none | |", "R1 holds and nothing proves it."),
        (FIRST, "| R1 | goal | holds | a | none | |", "R1 holds without a control."),
        (FIRST, "| R1 | goal | in part | a | b | |", "R1 does not say what is missing."),
        ("::test_kills", "::test_99_kills", "has no test_99_kills"),
        ("python -m bench.doors", "python -m bench.gates", "There is no bench.gates."),
    ],
    ids=[
        *("missing", "twice", "no id", "state", "figures"),
        *("no proof", "no control", "lacking", "test", "bench"),
    ],
)
def test_control_what_is_not_so_is_noticed(old: str, new: str, noticed: str):
    assert old in PAGE
    assert any(noticed in fault for fault in faults(PAGE.replace(old, new)))
