"""People as JSON: for the sealed store, and for the process that searches. Knows no framework."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from levelground.core.addresses import canonical_or_none
from levelground.core.formation import Free, Person
from levelground.core.words import from_plain
from levelground.core.words import to_plain as carried

EARLIER = "Earlier group"  # with its id: what a group is called that exists already
_TUPLES = {"answers_for", "not_together", "languages", "not_alone_in"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A list of people as it was read. `addresses` are those given later, by a person's number.

    gone: numbers of those who no longer want to take part.
    """

    people: tuple[Person, ...] = field(repr=False)
    notes: tuple[str, ...] = ()
    addresses: dict[int, str] = field(default_factory=dict, repr=False)
    gone: frozenset[int] = frozenset()

    @property
    def answers(self) -> set[str]:
        """What people were asked of themselves."""
        return {name for person in self.people for name in person.answers}

    def address(self, number: int) -> str:
        """Where to write to somebody, in canonical form; "" if nobody has said, or said no address."""
        own = self.people[number].id
        return canonical_or_none(self.addresses.get(number, own)) or ""

    def first_name(self, number: int) -> str:
        return (self.name(number).split("@")[0].split() or ["?"])[0]

    def role(self, number: int) -> str:
        """What they do, in their own words; "" if they did not say."""
        values = self.people[number].answers.get("role", ())
        return ", ".join(str(one) for one in (values if isinstance(values, tuple) else (values,)))

    def groups_among(self, numbers: Iterable[int]) -> int:
        """How many groups that exist already these people are in."""
        return len({self.people[number].group for number in numbers} - {""})

    def mates(self) -> dict[int, frozenset[int]]:
        """Of each who is in a group already, the others of the list who are in it."""
        groups: dict[str, set[int]] = {}
        for number, person in enumerate(self.people):
            if person.group and number not in self.gone:
                groups.setdefault(person.group, set()).add(number)
        return {
            number: frozenset(members - {number})
            for members in groups.values()
            for number in members
        }

    def name(self, number: int) -> str:
        return self.people[number].name or self.people[number].id


def readdressed(listed: Listed, *, old: str, new: str) -> Listed:
    """The list with one address in the place of another, also where it is somebody's id."""

    def now(text: str) -> str:
        return new if canonical_or_none(text) == old else text

    people = tuple(
        replace(
            one,
            id=now(one.id),
            reports_to=now(one.reports_to),
            together=now(one.together),
            answers_for=tuple(map(now, one.answers_for)),
            not_together=tuple(map(now, one.not_together)),
        )
        for one in listed.people
    )
    addresses = {number: now(address) for number, address in listed.addresses.items()}
    return replace(listed, people=people, addresses=addresses)


def packed(listed: Listed) -> bytes:
    plain = {
        "people": [to_plain(person) for person in listed.people],
        "notes": [carried(note) for note in listed.notes],
        "addresses": {str(number): address for number, address in listed.addresses.items()},
        "gone": sorted(listed.gone),
    }
    return json.dumps(plain, ensure_ascii=False).encode()


def unpacked(data: bytes) -> Listed:
    plain = json.loads(data)
    return Listed(
        people=people_from(plain["people"]),
        notes=tuple(from_plain(note) for note in plain["notes"]),
        addresses={int(number): address for number, address in plain["addresses"].items()},
        gone=frozenset(plain.get("gone", ())),
    )


def to_plain(person: Person) -> dict[str, Any]:
    """What is not as by default."""
    blank = Person(id="")
    plain: dict[str, Any] = {
        f.name: getattr(person, f.name)
        for f in fields(Person)
        if getattr(person, f.name) != getattr(blank, f.name)
    }
    if person.free:
        plain["free"] = [(free.starts, free.ends) for free in person.free]
    if person.answers:
        plain["answers"] = dict(person.answers)
    return plain


def people_from(plain: Sequence[dict[str, Any]]) -> tuple[Person, ...]:
    return tuple(_person(one) for one in plain)


def _person(plain: dict[str, Any]) -> Person:
    values: dict[str, Any] = {
        key: tuple(value) if key in _TUPLES else value for key, value in plain.items()
    }
    values["free"] = tuple(Free(starts=starts, ends=ends) for starts, ends in plain.get("free", ()))
    values["answers"] = {
        name: tuple(answer) if isinstance(answer, list) else answer
        for name, answer in plain.get("answers", {}).items()
    }
    return Person(**values)
