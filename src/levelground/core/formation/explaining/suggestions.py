"""What would help those who wait: small changes, each tried exactly.

Those who wait and the groups nearest to them are re-formed under each change in turn, and only what
places more people is offered. With up to 30 people this looks at everybody, so it is exhaustive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from levelground.core.formation.data import FIRST_LANE, LANGUAGES
from levelground.core.formation.formation import Suggestion
from levelground.core.formation.people import WEEK, Free, Person
from levelground.core.formation.problem import Problem, compile_problem
from levelground.core.formation.rules import OrganisationRule, Rule, Rules, Trained
from levelground.core.formation.search.candidates import groups_of
from levelground.core.formation.weeks import slot_name
from levelground.core.words import Sentence

AROUND = 18
CAP = 10_000
NODES = 200_000
"""Branches for each change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedChange:
    """kind, text: what would change; size: how much is asked, small first; people and rules: then.
    loosens: the rule that gives way, if one does.
    """

    kind: str
    text: str
    size: int
    people: Sequence[Person]
    rules: Rules
    loosens: Rule | None = None


def suggestions(
    problem: Problem, groups: Sequence[Sequence[int]], waiting: Sequence[int]
) -> tuple[Suggestion, ...]:
    """What would help, smallest change first; empty when nobody waits or no single change helps."""
    found = list(_missing(problem))
    if waiting:
        found += _tried(problem, groups, list(waiting)[:6])
    return tuple(found)


def _missing(problem: Problem) -> Iterable[Suggestion]:
    """What to ask those who could not take part at all."""
    asks: dict[Rule, Callable[[int], Sentence]] = {
        Rule.OPTED_IN: lambda number: Sentence(
            "Ask %(count)d person to say yes.", "Ask %(count)d people to say yes.", number
        ),
        Rule.SLOT: lambda number: Sentence(
            "Ask %(count)d person for more times in which they can meet.",
            "Ask %(count)d people for more times in which they can meet.",
            number,
        ),
        Rule.LANGUAGE: lambda number: Sentence(
            "Ask %(count)d person which languages they speak.",
            "Ask %(count)d people which languages they speak.",
            number,
        ),
        Rule.ORGANISATION: lambda number: Sentence(
            "Ask %(count)d person for their organisation.",
            "Ask %(count)d people for their organisation.",
            number,
        ),
        Rule.EQUAL_STANDING: lambda number: Sentence(
            "Ask %(count)d person for their grade.", "Ask %(count)d people for their grade.", number
        ),
    }
    for rule, ask in asks.items():
        number = sum(1 for _, broken, _ in problem.left_out if broken is rule)
        if number:
            yield Suggestion(text=ask(number), asks=rule)


def _tried(
    problem: Problem, groups: Sequence[Sequence[int]], waiting: Sequence[int]
) -> list[Suggestion]:
    around = _around(problem, groups, waiting)
    people = [replace(problem.people[i], group="") for i in [*waiting, *around]]
    who = {problem.people[i].id for i in waiting}
    before = _placed(people, problem, problem.rules, len(people))
    if before is None or not before.is_settled:
        return []  # what is not known to be impossible now needs no change
    found: list[tuple[int, int, str, Rule | None]] = []
    enough: set[str] = set()
    for change in _changes(problem, people, who):
        if change.kind in enough or (change.kind == "rule" and found):
            continue  # a smaller change was enough
        then = _placed(change.people, problem, change.rules, len(people))
        if then is not None and then.people > before.people:
            enough.add(change.kind)
            found.append(
                (
                    change.size,
                    before.people - then.people,
                    Sentence(
                        "%(change)s: %(count)d person more could be placed.",
                        "%(change)s: %(count)d people more could be placed.",
                        then.people - before.people,
                        change=change.text,
                    ),
                    change.loosens,
                )
            )
    found.sort(key=lambda one: one[:3])
    return [Suggestion(text=text, loosens=rule) for _, _, text, rule in found[:6]]


def _around(problem: Problem, groups: Sequence[Sequence[int]], waiting: Sequence[int]) -> list[int]:
    """Members of whole groups that share most slots with those who wait, as many as can be listed."""
    data = problem.data
    first = FIRST_LANE + len(data.lane_weights)
    near = np.zeros(len(problem.people))
    for person in waiting:
        shares = data.facts[:, first:] & data.facts[person, first:]
        near += shares.any(axis=1) if problem.rules.slot else 1
        near += 0.5 * ((data.facts[:, LANGUAGES] & data.facts[person, LANGUAGES]) > 0)
    around: list[int] = []
    for group in sorted(groups, key=lambda members: -float(np.mean(near[list(members)]))):
        if len(waiting) + len(around) + len(group) <= AROUND:
            around += group
    return around


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """people: how many can be placed; is_settled: no more than these can."""

    people: int
    is_settled: bool


def _placed(people: Sequence[Person], problem: Problem, rules: Rules, count: int) -> Placed | None:
    """How many of these people can be placed; newcomers added by a change do not count. None where
    there are too many groups to say."""
    from levelground.core.formation.search import packing  # noqa: PLC0415 - a second to load, seldom needed

    small = compile_problem(people, rules, problem.weights)
    many = len(small.people)
    members, sizes, _ = groups_of(small.data, np.arange(many, dtype=np.int32), CAP)
    if len(sizes) > CAP:
        return None
    if not len(sizes):
        return Placed(people=0, is_settled=True)
    # A newcomer who is not needed is a group of their own, so that the most is the most of ours.
    new = [i for i, person in enumerate(small.people) if person.id.startswith(NEW)]
    alone = np.full((len(new), members.shape[1]), -1, dtype=np.int32)
    alone[:, 0] = new
    found = packing.best_packing(
        np.concatenate([members, alone]),
        np.concatenate([sizes, np.ones(len(new), dtype=np.int64)]),
        np.zeros(len(members) + len(new)),
        many,
        nodes=NODES,
        at_least=1,
    )
    placed = min(max(found.placed - len(new), 0), count)
    return Placed(people=placed, is_settled=found.is_settled)


NEW = "new\x00"


def _changes(
    problem: Problem, people: Sequence[Person], waiting: set[str]
) -> Iterable[SuggestedChange]:
    rules = problem.rules
    yield from _trained(rules, people, waiting)
    yield from _slots(problem, people, waiting)
    if rules.equal_standing and rules.grades_apart is not None:
        for more in (1, 2):
            text = Sentence(
                "Allow %(more)s grades apart instead of %(now)s",
                more=rules.grades_apart + more,
                now=rules.grades_apart,
            )
            wider = replace(rules, grades_apart=rules.grades_apart + more)
            yield SuggestedChange(
                kind="grades",
                text=text,
                size=10 + more,
                people=people,
                rules=wider,
                loosens=Rule.EQUAL_STANDING,
            )
    if rules.organisation is OrganisationRule.EXTERNAL:
        text = Sentence(
            "Allow %(more)s of one organisation instead of %(now)s",
            more=rules.at_most + 1,
            now=rules.at_most,
        )
        wider = replace(rules, at_most=rules.at_most + 1)
        yield SuggestedChange(kind="organisation", text=text, size=12, people=people, rules=wider)
    for less in (30, 60):
        if rules.slot and rules.meeting_minutes > less:
            text = Sentence(
                "Meet for %(less)s minutes instead of %(now)s",
                less=rules.meeting_minutes - less,
                now=rules.meeting_minutes,
            )
            shorter = replace(rules, meeting_minutes=rules.meeting_minutes - less)
            yield SuggestedChange(kind="minutes", text=text, size=13, people=people, rules=shorter)
    yield SuggestedChange(
        kind="most", text=Sentence("Allow groups of %(size)s", size=rules.most + 1), size=14, people=people,
        rules=replace(rules, most=rules.most + 1),
    )  # fmt: skip
    if rules.least > 3:  # noqa: PLR2004
        smaller = replace(rules, least=rules.least - 1)
        yield SuggestedChange(
            kind="least",
            text=Sentence("Allow groups of %(size)s", size=rules.least - 1),
            size=15,
            people=people,
            rules=smaller,
        )
    yield from _newcomers(rules, people, waiting)
    yield from _without(rules, people)


def _trained(
    rules: Rules, people: Sequence[Person], waiting: set[str]
) -> Iterable[SuggestedChange]:
    untrained = [person.id for person in people if not person.trained]
    untrained.sort(key=lambda one: one not in waiting)
    if rules.trained is not Trained.NONE:
        for more in (1, 2, 3):
            chosen = set(untrained[:more])
            trained = [replace(p, trained=True) if p.id in chosen else p for p in people]
            if len(chosen) == more:
                yield SuggestedChange(
                    kind="train",
                    text=Sentence(
                        "Train %(count)d person of those here",
                        "Train %(count)d people of those here",
                        more,
                    ),
                    size=more,
                    people=trained,
                    rules=rules,
                )


def _slots(
    problem: Problem, people: Sequence[Person], waiting: set[str]
) -> Iterable[SuggestedChange]:
    """Those who wait would be free in one more of the slots most popular here."""
    rules = problem.rules
    for slot in problem.slots[:5] if rules.slot else ():
        start = slot * rules.slot_step
        time = Free(starts=start, ends=start + rules.meeting_minutes)
        freed = [
            replace(p, free=(*p.free, time), time_zone=p.time_zone)
            if p.id in waiting
            and (p.time_zone or rules.time_zone) == rules.time_zone
            and time.ends <= WEEK
            else p
            for p in people
        ]
        text = Sentence("If those who wait could meet on %(slot)s", slot=slot_name(slot, rules))
        yield SuggestedChange(kind="slot", text=text, size=5, people=freed, rules=rules)


def _newcomers(
    rules: Rules, people: Sequence[Person], waiting: set[str]
) -> Iterable[SuggestedChange]:
    """More trained people, free and speaking as those who wait."""
    like = next(person for person in people if person.id in waiting)
    for more in (1, 2, 3):
        new = [
            replace(
                like, id=f"{NEW}{i}", trained=True, reports_to="", answers_for=(), not_together=(),
                together="", not_alone_in=(), grade=like.grade,
                organisation=like.organisation if rules.organisation is OrganisationRule.INTERNAL else f"{NEW}{i}",
            )
            for i in range(more)
        ]  # fmt: skip
        text = Sentence(
            "Find %(count)d more trained person with the times and languages of those who wait",
            "Find %(count)d more trained people with the times and languages of those who wait",
            more,
        )
        yield SuggestedChange(
            kind="new", text=text, size=20 + more, people=[*people, *new], rules=rules
        )


def _without(rules: Rules, people: Sequence[Person]) -> Iterable[SuggestedChange]:
    """Each rule switched off, for when nothing smaller helps: it names what clashes."""
    off: dict[Rule, Callable[[], Rules]] = {
        Rule.SLOT: lambda: replace(rules, slot=False),
        Rule.LANGUAGE: lambda: replace(rules, language=False),
        Rule.TRAINED: lambda: replace(rules, trained=Trained.NONE),
        Rule.EQUAL_STANDING: lambda: replace(rules, equal_standing=False),
        Rule.ORGANISATION: lambda: replace(rules, organisation=OrganisationRule.ANY),
        Rule.NOT_TOGETHER: lambda: replace(rules, not_together=False),
        Rule.TOGETHER: lambda: replace(rules, together=False),
        Rule.MINORITY: lambda: replace(rules, minority=False),
    }
    for rule, without in off.items():
        if without() != rules:
            yield SuggestedChange(
                kind="rule",
                text=Sentence("Without the rule “%(rule)s”", rule=Sentence(rule.value)),
                size=90,
                people=people,
                rules=without(),
                loosens=rule,
            )
