"""Whoever sees every figure there is: what can they work out of fewer than five people? (goal P5)

Two searches, each exhaustive over one random programme:

- `overlaps`: every question the page can be asked, at every time, before and after people and
  groups come and go; of each pair of answers, what stands behind one and not behind the other.
- `betrayed`: every way in which the groups could fare, tried out; a group is betrayed when all
  those in which the page would say what it says have it in the same state.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from levelground.core.health import LEAST_GROUPS, LEAST_PEOPLE, Facts, Figures, GroupState, publish

Publisher = Callable[[Sequence[Facts]], Figures]
Behind = frozenset[tuple[str, int, int, int]]  # programme, quarter, group, person


@dataclass(frozen=True, slots=True)
class Group:
    number: int
    programme: str
    first: int  # quarter
    last: int
    people: tuple[tuple[int, int, int], ...]  # person, first quarter, last quarter

    def members(self, quarter: int) -> list[int]:
        return [person for person, first, last in self.people if first <= quarter <= last]


@dataclass(frozen=True, slots=True)
class World:
    """Some programmes over some quarters, and somebody who is erased after each quarter."""

    quarters: int
    groups: tuple[Group, ...]
    erased: tuple[int, ...]  # by quarter: the person who closes their account when it is over

    @property
    def programmes(self) -> list[str]:
        return sorted({group.programme for group in self.groups})


@dataclass(frozen=True, slots=True)
class Answer:
    """One number on a page, and the facts that stand behind it."""

    asked: str
    at: int
    value: float
    behind: Behind


def random_world(seed: int, *, most_groups: int = 5) -> World:
    chance = random.Random(seed)
    quarters = chance.randint(2, 4)
    people = itertools.count(1)
    groups = []
    for number in range(chance.randint(1, 2) * chance.randint(1, most_groups)):
        first = chance.choice([0, 0, 0, chance.randrange(quarters)])
        last = chance.choice([quarters, quarters, chance.randrange(quarters)])
        members = []
        for _ in range(chance.randint(2, 6)):
            came = chance.choice([first, first, chance.randrange(quarters)])
            left = chance.choice([last, last, chance.randrange(quarters)])
            members.append((next(people), max(first, came), left))
        groups.append(Group(number, chance.choice("AB"), first, last, tuple(members)))
    everybody = [person for group in groups for person, _, _ in group.people]
    return World(quarters, tuple(groups), tuple(chance.choice(everybody) for _ in range(quarters)))


def facts_of(
    world: World, programme: str, quarter: int, *, at: int, seed: int = 0
) -> tuple[list[Facts], Behind]:
    """The groups of a programme in a quarter, as the tables would have them at a time."""
    gone = set(world.erased[quarter:at])
    found, behind = [], set()
    for group in world.groups:
        if group.programme != programme or not group.first <= quarter:
            continue
        here = [person for person in group.members(quarter) if person not in gone]
        if len(here) < 2:
            here = here if group.last >= quarter else []
        if not here:
            continue
        chance = random.Random(f"{seed} {group.number} {quarter}")
        meets = chance.random() < 0.8
        behind |= {(programme, quarter, group.number, person) for person in here}
        found.append(
            Facts(
                group=group.number,
                people=len(here),
                state=chance.choice(list(GroupState)),
                sessions=chance.randint(1, 6) if meets else 0,
                minutes=90 * len(here) * chance.randint(1, 6) if meets else 0,
                present=len(here) if meets else 0,
                worth=tuple(chance.randint(0, 4) for _ in here) if meets else (),
                raters=len(here) if meets else 0,
            )
        )
    return found, frozenset(behind)


def answers(
    world: World,
    publisher: Publisher = publish,
    *,
    is_frozen: bool = True,
    sums_facts: bool = False,
) -> Iterator[Answer]:
    """Every number there is on any page at any time: each programme, all of them; quarters, all."""
    for at in range(1, world.quarters + 1):
        shown: list[Answer] = []
        for programme in world.programmes:
            for quarter in range(at):
                when = quarter + 1 if is_frozen else at
                facts, behind = facts_of(world, programme, quarter, at=when)
                shown += _numbers(f"{programme} {quarter}", at, publisher(facts), behind, facts)
        yield from shown
        if sums_facts:
            yield from _sums_of_facts(world, at)
        else:
            yield from _sums_of_published(shown, at)


def _numbers(
    asked: str, at: int, figures: Figures, behind: Behind, facts: Sequence[Facts]
) -> Iterator[Answer]:
    met = {one.group for one in facts if one.minutes}
    who_met = frozenset(fact for fact in behind if fact[2] in met)
    for name, value, whose in (
        ("people", figures.people, behind),
        ("hours", figures.hours, who_met),
        ("sessions", figures.sessions, who_met),
        ("worth", figures.worth, who_met),
    ):
        if value is not None:
            yield Answer(f"{name} {asked}", at, value, whose)


def _sums_of_published(shown: Sequence[Answer], at: int) -> Iterator[Answer]:
    """By programme, by quarter, and of everything: sums of what is on the pages."""
    for kind in ("hours", "sessions"):
        some = [one for one in shown if one.asked.startswith(kind)]
        for place in (1, 2):
            for key in sorted({one.asked.split()[place] for one in some}):
                part = [one for one in some if one.asked.split()[place] == key]
                yield _together(f"{kind} all of {key}", at, part)
        if some:
            yield _together(f"{kind} all", at, some)


def _together(asked: str, at: int, some: Sequence[Answer]) -> Answer:
    behind: Behind = frozenset().union(*(one.behind for one in some))
    return Answer(asked, at, sum(one.value for one in some), behind)


def _sums_of_facts(world: World, at: int) -> Iterator[Answer]:
    """The planted leak: a total over everything, also over what is too small to show."""
    every = [
        facts_of(world, programme, quarter, at=quarter + 1)
        for programme in world.programmes
        for quarter in range(at)
    ]
    met = {
        (programme, quarter, one.group)
        for (facts, behind) in every
        for one in facts
        if one.minutes
        for programme, quarter, group, _ in behind
        if group == one.group
    }
    behind: Behind = frozenset(
        fact for _, some in every for fact in some if (fact[0], fact[1], fact[2]) in met
    )
    minutes = sum(one.minutes for facts, _ in every for one in facts)
    yield Answer("hours all", at, minutes / 60, behind)


def too_small(behind: Behind) -> bool:
    groups = {fact[2] for fact in behind}
    people = {fact[3] for fact in behind}
    return bool(behind) and (len(groups) < LEAST_GROUPS or len(people) < LEAST_PEOPLE)


def overlaps(found: Sequence[Answer]) -> list[tuple[str, str]]:
    """Pairs of answers of one kind of which one is the other and a few people more."""
    leaks = [(one.asked, "") for one in found if too_small(one.behind)]
    kinds: dict[str, dict[Behind, Answer]] = {}
    for one in found:
        kinds.setdefault(one.asked.split()[0], {}).setdefault(one.behind, one)
    for same in kinds.values():
        for larger, smaller in itertools.permutations(same.values(), 2):
            if smaller.behind < larger.behind and too_small(larger.behind - smaller.behind):
                leaks.append((larger.asked, smaller.asked))
    return leaks


def betrayed(facts: Sequence[Facts], publisher: Publisher = publish) -> list[int]:
    """Groups whose state follows from what is published, whoever else knows nothing."""
    said = publisher(facts).states
    if not said:
        return []
    possible: list[set[GroupState]] = [set() for _ in facts]
    for states in itertools.product(GroupState, repeat=len(facts)):
        tried = [replace(one, state=state) for one, state in zip(facts, states, strict=True)]
        if publisher(tried).states == said:
            for known, state in zip(possible, states, strict=True):
                known.add(state)
    return [one.group for one, states in zip(facts, possible, strict=True) if len(states) == 1]
