"""Naming one another: reporting lines and wishes by id or by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from difflib import get_close_matches

from levelground.core.formation.people import Person
from levelground.core.words import Sentence

Objection = Callable[[int, str, str], None]
SUGGESTED = 20
"""Faults for which a similar name is looked up; it takes time among many people."""


def linked(people: Sequence[Person], rows: Sequence[int], wrong: Objection) -> list[Person]:
    """The same people with ids wherever others were named; says `wrong` for those not found."""
    ids = {person.id: person.id for person in people}
    folded: dict[str, list[str]] = {}
    for person in people:
        for key in {_fold(person.id), _fold(person.name)} - {""}:
            folded.setdefault(key, []).append(person.id)
    asked = 0

    def found(row: int, column: str, name: str) -> str:
        nonlocal asked
        if name in ids:
            return name
        match = folded.get(_fold(name), [])
        if len(set(match)) == 1:
            return match[0]
        if match:
            wrong(
                row,
                column,
                Sentence(
                    "“%(name)s” could be any of %(match)s people; use the id.",
                    name=name[:40],
                    match=len(set(match)),
                ),
            )
            return ""
        asked += 1
        near = (
            get_close_matches(_fold(name)[:60], folded, n=1)
            if asked <= SUGGESTED and len(folded) <= 5000
            else []
        )
        what = Sentence("Nobody here is called “%(name)s”.", name=name[:40])
        if near:
            what = Sentence(
                "Nobody here is called “%(name)s”. Did you mean “%(near)s”?",
                name=name[:40],
                near=near[0],
            )
        wrong(row, column, what)
        return ""

    def all_of(row: int, column: str, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(one for one in (found(row, column, name) for name in names) if one)

    linked_people = []
    for row, person in zip(rows, people, strict=True):
        linked_people.append(
            replace(
                person,
                reports_to=found(row, "reports to", person.reports_to) if person.reports_to else "",
                answers_for=all_of(row, "answers for", person.answers_for),
                not_together=all_of(row, "not together", person.not_together),
                together=found(row, "together", person.together) if person.together else "",
            )
        )
    return linked_people


def _fold(name: str) -> str:
    return " ".join(name.casefold().split())
