"""From facts of groups to figures a coordinator may see.

A figure is about one programme in one quarter, made once and never again (P5):

- each group is in one programme, each fact in one quarter, so no two figures share a fact;
- at least five people and two groups stand behind each, and behind what is left when it is taken away;
- none of them is nearly all of a number: nobody is behind four fifths of it;
- numbers are rounded; a year, or several programmes, are sums of what is published, never of facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from levelground.core.health.facts import Facts, GroupState

LEAST_PEOPLE = 5
LEAST_GROUPS = 2
FEW = 2  # groups: what fails the two bounds above has no more, since a group is two people at least
NEARLY_ALL = 0.8
HOURS, SESSIONS, PEOPLE = 10, 5, 5  # what numbers are rounded to


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """How many groups: `least` to `most`. Exactly, where the two are the same."""

    least: int
    most: int

    @property
    def is_exact(self) -> bool:
        return self.least == self.most


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is published of one programme in one quarter. None, or no states: too few to say."""

    groups: int = 0
    people: int | None = None
    hours: int | None = None
    sessions: int | None = None
    worth: float | None = None
    states: Mapping[GroupState, Number] = field(default_factory=dict)


def publish(facts: Sequence[Facts]) -> Figures:
    """The figures of these groups, which are all of one programme in one quarter."""
    if not _enough(facts):
        return Figures(groups=len(facts))
    met = [one for one in facts if one.minutes]
    rated = [one for one in facts if one.worth]
    return Figures(
        groups=len(facts),
        people=_rounded(sum(one.people for one in facts), PEOPLE),
        hours=_sum([one.minutes for one in met], [one.present for one in met], HOURS * 60, HOURS),
        sessions=_sum(
            [one.sessions for one in met], [one.present for one in met], SESSIONS, SESSIONS
        ),
        worth=_worth(rated),
        states=_states(facts),
    )


def totals(figures: Iterable[Figures]) -> Figures:
    """Several quarters or programmes together: from what is published, and from nothing else."""
    known = list(figures)

    def added(values: Iterable[int | None]) -> int | None:
        given = [value for value in values if value is not None]
        return sum(given) if given else None

    return Figures(
        groups=sum(one.groups for one in known),
        hours=added(one.hours for one in known),
        sessions=added(one.sessions for one in known),
    )


def _enough(facts: Iterable[Facts]) -> bool:
    some = list(facts)
    return len(some) >= LEAST_GROUPS and sum(one.people for one in some) >= LEAST_PEOPLE


def _rounded(number: float, to: int) -> int:
    return int(number / to + 0.5) * to


def _sum(shares: Sequence[int], people: Sequence[int], step: int, unit: int) -> int | None:
    """The sum of what groups add, rounded to `step` and given in steps of `unit`."""
    whole = sum(shares)
    if len(shares) < LEAST_GROUPS or sum(people) < LEAST_PEOPLE or whole < step:
        return None
    if max(shares) > NEARLY_ALL * whole:
        return None
    return _rounded(whole, step) // step * unit


def _worth(rated: Sequence[Facts]) -> float | None:
    """The middle of all answers, to half a step."""
    answers = [answer for one in rated for answer in one.worth]
    if len(rated) < LEAST_GROUPS or sum(one.raters for one in rated) < LEAST_PEOPLE:
        return None
    if max(len(one.worth) for one in rated) > NEARLY_ALL * len(answers):
        return None
    return _rounded(median(answers) * 2, 1) / 2


def _states(facts: Sequence[Facts]) -> dict[GroupState, Number]:
    """How many groups are in each state.

    What too few are in is “few”: none, one or two. Where even all of those together are too few,
    the largest number is only a bound, so that what is left cannot be worked out.
    """
    by_state = {state: [one for one in facts if one.state is state] for state in GroupState}
    shown = {state: ones for state, ones in by_state.items() if _enough(ones)}
    rest = [one for state, ones in by_state.items() if state not in shown for one in ones]
    if not shown:
        return {}
    numbers = {state: Number(least=len(ones), most=len(ones)) for state, ones in shown.items()} | {
        state: Number(least=0, most=FEW) for state in GroupState if state not in shown
    }
    if not _enough(rest):
        largest = max(shown, key=lambda state: len(shown[state]))
        together = len(shown[largest]) + len(rest)
        if together - FEW < LEAST_GROUPS:
            return {}
        numbers[largest] = Number(least=together - FEW, most=together)
    return {state: numbers[state] for state in GroupState}
