"""What a proposal is after every change: a pure fold over rows of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

WAITING = -1
"""The place of those who are in no group."""


class Impossible(Exception):
    """The change does not fit the proposal any more."""


class Staying(Impossible):
    """It would take somebody out of the group that they are in already."""

    def __init__(self, person: int) -> None:
        super().__init__(person)
        self.person = person


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """groups: for each the numbers of its people, in order; names: of the groups.

    stands: groups to which all have said yes; nothing changes them any more. mates: of whoever is in
    a group already, the others in it; that group may be joined, and only its members can leave it.
    """

    groups: tuple[tuple[int, ...], ...]
    names: tuple[str, ...]
    locked: frozenset[int] = frozenset()
    people: int
    stands: frozenset[int] = frozenset()
    mates: Mapping[int, frozenset[int]] = field(default_factory=dict)

    def place_of(self, person: int) -> int:
        """The group somebody is in, or WAITING."""
        for at, members in enumerate(self.groups):
            if person in members:
                return at
        return WAITING

    @property
    def waiting(self) -> tuple[int, ...]:
        placed = {person for members in self.groups for person in members}
        return tuple(person for person in range(self.people) if person not in placed)

    def check_goes(self, person: int, to: int) -> None:
        """Whoever is in a group already goes to where it is, or stays. Raises Staying."""
        if person not in self.mates:
            return
        homes = {self.place_of(mate) for mate in self.mates[person]} - {WAITING}
        if to not in homes and (homes or self.place_of(person) != WAITING):
            raise Staying(person)

    @property
    def kept(self) -> tuple[tuple[int, ...], ...]:
        return tuple(self.groups[at] for at in sorted(self.locked))


def after(proposal: Proposal | None, kind: str, what: Mapping[str, Any], people: int) -> Proposal:
    """The proposal after one change. Raises Impossible."""
    if kind == "proposed":
        return Proposal(
            groups=tuple(tuple(members) for members in what["groups"]),
            names=tuple(what["names"]),
            locked=frozenset(what.get("locked", ())),
            people=people,
        )
    if proposal is None:
        raise Impossible
    match kind:
        case "swapped":
            return _swapped(proposal, what["one"], what["other"])
        case "moved":
            return _moved(proposal, what["person"], what["to"])
        case "left":
            return _without(proposal, what["person"])
        case "locked" | "unlocked":
            if not 0 <= what["group"] < len(proposal.groups):
                raise Impossible
            one = frozenset({what["group"]})
            locked = proposal.locked | one if kind == "locked" else proposal.locked - one
            return replace(proposal, locked=locked)
        case _:
            raise Impossible


def fold(changes: Iterable[tuple[str, Mapping[str, Any]]], people: int) -> Proposal | None:
    proposal = None
    for kind, what in changes:
        proposal = after(proposal, kind, what, people)
    return proposal


def _swapped(proposal: Proposal, one: int, other: int) -> Proposal:
    here, there = proposal.place_of(one), proposal.place_of(other)
    _check(proposal, one, here)
    _check(proposal, other, there)
    if here == there:
        raise Impossible
    proposal.check_goes(one, there)
    proposal.check_goes(other, here)
    instead = {one: other, other: one}
    groups = tuple(
        tuple(sorted(instead.get(person, person) for person in members))
        for members in proposal.groups
    )
    return replace(proposal, groups=groups)


def _moved(proposal: Proposal, person: int, to: int) -> Proposal:
    here = proposal.place_of(person)
    _check(proposal, person, here)
    if to == here or not WAITING <= to < len(proposal.groups) or to in proposal.locked:
        raise Impossible
    proposal.check_goes(person, to)
    proposal = _without(proposal, person)
    if to == WAITING:
        return proposal
    groups = list(proposal.groups)
    groups[to] = tuple(sorted((*groups[to], person)))
    return replace(proposal, groups=tuple(groups))


def _without(proposal: Proposal, person: int) -> Proposal:
    """Somebody is in no group any more."""
    groups = (tuple(p for p in members if p != person) for members in proposal.groups)
    return replace(proposal, groups=tuple(groups))


def _check(proposal: Proposal, person: int, place: int) -> None:
    if not 0 <= person < proposal.people or place in proposal.locked:
        raise Impossible
