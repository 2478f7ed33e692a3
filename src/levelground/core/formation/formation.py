"""What a search gives back: groups, who waits and why, the proof rule by rule, the mix, the bound."""

from __future__ import annotations

from dataclasses import dataclass

from levelground.core.formation.rules import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class FormedGroup:
    """members: ids; slots: all weekly slots that suit everybody, most popular first; mix: 0..1;
    existed: members who were there before; covers: for each answer how many different ones.
    """

    name: str
    members: tuple[str, ...]
    existed: tuple[str, ...]
    slots: tuple[str, ...]
    languages: tuple[str, ...]
    trained: int
    organisations: int
    mix: float
    covers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """Somebody who waits. rule: the one in the way; None where only numbers are."""

    person: str
    rule: Rule | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What would place more people. asks: the rule about which people would have to be asked; loosens:
    the rule that would have to give way; neither for a change of sizes, of times, or of who is there.
    """

    text: str
    asks: Rule | None = None
    loosens: Rule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One rule: whether it was asked for, in how many groups it holds, and where it does not."""

    rule: Rule
    is_on: bool
    holds: int
    broken: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Formation:
    """mix, bound: sums over groups; share: mix / bound, 0..1, what has been reached of what is
    possible for these people in groups of these sizes; is_proven: nothing better exists at all.
    suggestions: smallest changes that would place more people. story: how the search went.
    """

    groups: tuple[FormedGroup, ...]
    unplaced: tuple[Unplaced, ...]
    proof: tuple[Proof, ...]
    mix: float
    bound: float
    is_proven: bool
    suggestions: tuple[Suggestion, ...]
    story: tuple[str, ...]
    seed: int

    @property
    def share(self) -> float:
        return self.mix / self.bound if self.bound > 0 else 1.0

    @property
    def placed(self) -> int:
        return sum(len(group.members) for group in self.groups)

    def group_of(self, person: str) -> FormedGroup | None:
        return next((group for group in self.groups if person in group.members), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A search under way. done: 0..1; placed, people, groups: numbers; mean: mix of a group."""

    done: float
    placed: int
    people: int
    groups: int
    mean: float
    share: float
