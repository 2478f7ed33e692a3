"""The result of a search: `form` for the answer at once, `result` for a search that is watched."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from levelground.core.formation.explaining.suggestions import suggestions
from levelground.core.formation.explaining.table import Table
from levelground.core.formation.explaining.unplaced import why_unplaced
from levelground.core.formation.formation import Formation, FormedGroup, Proof, Unplaced
from levelground.core.formation.people import Person
from levelground.core.formation.problem import Problem
from levelground.core.formation.rules import OrganisationRule, Rule, Rules, Trained, Weights
from levelground.core.formation.search.bound import upper_bound
from levelground.core.formation.search.forming import Forming
from levelground.core.words import Sentence


def form(
    people: Sequence[Person],
    rules: Rules,
    weights: Weights,
    *,
    seconds: float,
    seed: int,
    is_over: Callable[[], bool] = lambda: False,
) -> Formation:
    """Groups for these people. Raises Faulty with every fault of the input."""
    forming = Forming(people, rules, weights, seconds=seconds, seed=seed, is_over=is_over)
    for _ in forming:
        pass
    return result(forming)


def result(forming: Forming) -> Formation:
    """The best so far, checked rule by rule in plain Python; with reasons once the search is over."""
    forming.start()
    problem, state, names = forming.problem, forming.state, forming.names
    explained = forming.has_ended
    rows = [[int(i) for i in row if i >= 0] for row in state.members]
    known = [(name, row) for name, row in zip(names, rows, strict=False) if row]
    new = sorted(
        row
        for row in (sorted(r, key=lambda i: problem.people[i].id) for r in rows[len(names) :])
        if row
    )
    new.sort(key=lambda row: problem.people[row[0]].id)
    width = len(str(len(known) + len(new)))
    taken = set(names)
    numbered = (f"group {n:0{width}}" for n in range(1, len(rows) * 2 + 2))
    labels = [name for name in numbered if name not in taken]
    tables = [(name, Table(problem=problem, members=tuple(row))) for name, row in known]
    tables += [
        (name, Table(problem=problem, members=tuple(row)))
        for name, row in zip(labels, new, strict=False)
    ]
    groups = tuple(_group(name, table) for name, table in tables)
    seats = [table.members for _, table in tables]
    waiting = [int(i) for i in state.pool[: state.pooled[0]]]
    waiting.sort(key=lambda i: problem.people[i].id)
    placed = np.flatnonzero(state.group_of >= 0)
    unplaced = [Unplaced(person=p.id, rule=rule, reason=why) for p, rule, why in problem.left_out]
    unplaced += [
        why_unplaced(problem, i, seats)
        if explained
        else Unplaced(
            person=problem.people[i].id,
            rule=None,
            reason=Sentence("A place is still being looked for."),
        )
        for i in waiting
    ]
    return Formation(
        groups=groups,
        unplaced=tuple(unplaced),
        proof=_proof(problem, tables),
        mix=sum(group.mix for group in groups),
        bound=upper_bound(problem.answers, placed, [len(group.members) for group in groups]),
        is_proven=forming.is_proven,
        suggestions=suggestions(problem, seats, waiting) if explained else (),
        story=forming.story,
        seed=forming.seed,
    )


def _group(name: str, table: Table) -> FormedGroup:
    people = sorted(table.people, key=lambda person: person.id)
    return FormedGroup(
        name=name,
        members=tuple(person.id for person in people),
        existed=tuple(person.id for person in people if person.group),
        slots=table.slots,
        languages=table.languages,
        trained=sum(person.trained for person in people),
        organisations=len({person.organisation for person in people if person.organisation}),
        mix=table.mix,
        covers=table.covers,
    )


def _proof(problem: Problem, tables: Sequence[tuple[str, Table]]) -> tuple[Proof, ...]:
    where: dict[Rule, list[str]] = {rule: [] for rule in Rule}
    for name, table in tables:
        for rule, whats in table.broken().items():
            where[rule] += [f"{name}: {what}" for what in whats]
    return tuple(
        Proof(
            rule=rule,
            is_on=is_on(rule, problem.rules),
            holds=len(tables) - len({what.split(":")[0] for what in where[rule]}),
            broken=tuple(where[rule]),
        )
        for rule in Rule
    )


def is_on(rule: Rule, rules: Rules) -> bool:
    """Whether a rule is asked for by these settings."""
    return {
        Rule.SIZE: True,
        Rule.OPTED_IN: rules.opted_in,
        Rule.EQUAL_STANDING: rules.equal_standing,
        Rule.NOT_TOGETHER: rules.not_together,
        Rule.TOGETHER: rules.together,
        Rule.SLOT: rules.slot,
        Rule.LANGUAGE: rules.language,
        Rule.TRAINED: rules.trained is not Trained.NONE,
        Rule.ORGANISATION: rules.organisation is not OrganisationRule.ANY,
        Rule.MINORITY: rules.minority,
    }[rule]
