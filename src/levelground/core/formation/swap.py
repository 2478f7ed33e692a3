"""What a change by hand would break and cost, before it is made: for the coordinator's screens.

Pure Python over the few people concerned; nothing is compiled, so nobody waits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from levelground.core.formation.problem import Problem
from levelground.core.formation.rules import Rule
from levelground.core.formation.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One group as it would be. breaks: newly broken rules; mends: rules broken until now."""

    name: str
    mix_before: float
    mix_after: float
    slots: tuple[str, ...]
    languages: tuple[str, ...]
    breaks: Mapping[Rule, tuple[str, ...]]
    mends: tuple[Rule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequences:
    """What a change does to each group it touches. costs: mix lost in all, negative when gained."""

    groups: tuple[Changed, ...]

    @property
    def is_allowed(self) -> bool:
        return not any(group.breaks for group in self.groups)

    @property
    def costs(self) -> float:
        return sum(group.mix_before - group.mix_after for group in self.groups)


def consequences(
    problem: Problem,
    groups: Mapping[str, Sequence[str]],
    moves: Mapping[str, str],
) -> Consequences:
    """What follows when people move. groups: member ids by name; moves: person id to the group's
    name, "" for the pool. A swap is two moves. Raises KeyError for unknown ids or groups.
    """
    index = problem.index
    after = {name: [m for m in members if m not in moves] for name, members in groups.items()}
    for person, name in moves.items():
        if person not in index:
            raise KeyError(person)
        if name:
            after[name].append(person)
    changed = []
    for name, members in groups.items():
        if set(after[name]) == set(members):
            continue
        old = Table(problem=problem, members=tuple(index[m] for m in members))
        new = Table(problem=problem, members=tuple(index[m] for m in after[name]))
        were, are = old.broken(), new.broken() if after[name] else {}
        changed.append(
            Changed(
                name=name,
                mix_before=old.mix,
                mix_after=new.mix,
                slots=new.slots if after[name] else (),
                languages=new.languages,
                breaks={rule: what for rule, what in are.items() if were.get(rule) != what},
                mends=tuple(rule for rule in were if rule not in are),
            )
        )
    return Consequences(groups=tuple(changed))


def excluded_by(problem: Problem) -> Mapping[Rule, int]:
    """How many people each rule keeps out before any search."""
    counts = dict.fromkeys(Rule, 0)
    for _, rule, _ in problem.left_out:
        counts[rule] += 1
    return counts
