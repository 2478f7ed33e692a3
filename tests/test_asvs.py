"""docs/ASVS.md says of every requirement what is so, and names proofs that are there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.proofs import ROOT, TEST, names_in

DOCS = ROOT / "docs"
PAGE = (DOCS / "ASVS.md").read_text()
STATES = ("met", "not met", "not applicable")
ROW = re.compile(r"^\| ([\d.]+\.\d+\.\d+) \| ([12]) \| (.+?) \| (.+?) \| (.+) \|$", re.MULTILINE)


@dataclass(frozen=True)
class Row:
    id: str
    level: str
    words: str
    state: str
    proof: str


def rows(page: str) -> list[Row]:
    return [Row(*found) for found in ROW.findall(page)]


def required() -> dict[str, str]:
    """The ids of the standard, with their levels."""
    lines = (ROOT / "tests" / "asvs-5.0.txt").read_text().splitlines()
    return dict(line.split() for line in lines if not line.startswith("#"))


@cache
def headings_of(document: Path) -> frozenset[str]:
    """As links name them."""
    found = (
        re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE) if document.is_file() else []
    )
    return frozenset(re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in found)


def faults(page: str) -> Iterator[str]:
    """All that does not hold of it, each as a sentence."""
    found, wanted = rows(page), required()
    for name, times in Counter(row.id for row in found).items():
        if times > 1:
            yield f"{name} stands there {times} times."
    yield from (f"{name} is missing." for name in wanted.keys() - {row.id for row in found})
    yield from (f"{row.id} is none." for row in found if row.id not in wanted)
    for row in found:
        if wanted.get(row.id, row.level) != row.level:
            yield f"{row.id} is of level {wanted[row.id]}."
        if row.state not in STATES:
            yield f"{row.id} is {row.state}, which says nothing."
        yield from _faults_of_proof(row)
    yield from _faults_of_figures(page, found)


def _faults_of_proof(row: Row) -> Iterator[str]:
    tests = TEST.findall(row.proof)
    links = re.findall(r"\]\(([^)#]+)#([^)]*)\)", row.proof)
    if row.state == "met" and not tests + links:
        yield f"{row.id} is met and nothing proves it."
    for file, name in tests:
        if name not in names_in(file):
            yield f"{row.id}: {file} has no {name}."
    for document, heading in links:
        if heading not in headings_of(DOCS / document):
            yield f"{row.id}: {document} has no heading {heading}."


def _faults_of_figures(page: str, found: list[Row]) -> Iterator[str]:
    for level in "12":
        here = Counter(row.state for row in found if row.level == level)
        figures = [here[state] for state in STATES]
        line = f"| {level} | " + " | ".join(map(str, [*figures, sum(figures)])) + " |"
        if line not in page:
            yield f"The figures of level {level} are: {line}"


def test_every_requirement_is_there_once_with_what_is_so():
    assert list(faults(PAGE)) == []


def test_the_standard_is_whole():
    levels = Counter(required().values())

    assert (levels["1"], levels["2"]) == (70, 183)


FIRST = next(ROW.finditer(PAGE))[0]


@pytest.mark.parametrize(
    ("planted", "noticed"),
    [
        (PAGE.replace(FIRST, ""), "1.1.1 is missing."),
        (PAGE.replace(FIRST, f"{FIRST}\n{FIRST}"), "1.1.1 stands there 2 times."),
        (PAGE.replace("| 1.1.1 |", "| 1.1.99 |"), "1.1.99 is none."),
        (PAGE.replace("| 1.1.1 | 2 |", "| 1.1.1 | 1 |"), "1.1.1 is of level 2."),
        (PAGE.replace(FIRST, "| 1.1.1 | 2 | words | met | trust us |"), "1.1.1 is met and nothing"),
        (PAGE.replace("test_any_bytes_may", "test_most_bytes_may"), "has no test_most_bytes_may"),
        (PAGE.replace("OPERATIONS.md#keys", "OPERATIONS.md#locks"), "has no heading locks."),
        (
            PAGE.replace(FIRST, FIRST.replace("| met |", "| not met |")),
            "The figures of level 2 are",
        ),
        (PAGE.replace(FIRST, FIRST.replace("| met |", "| nearly |")), "which says nothing."),
    ],
    ids=[
        "missing",
        "twice",
        "no id",
        "level",
        "no proof",
        "no test",
        "no heading",
        "figures",
        "state",
    ],
)
def test_control_what_is_not_so_is_noticed(planted: str, noticed: str):
    assert planted != PAGE
    assert any(noticed in fault for fault in faults(planted))
