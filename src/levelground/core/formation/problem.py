"""People and rules as arrays: what the search works on.

Order is canonical (by content, ids only break ties), so that neither the order of the rows nor the
names of people change the groups.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from levelground.core.formation.answers import Answers, encode
from levelground.core.formation.data import (
    ANY,
    CARE,
    CONFLICTS,
    EXTERNAL,
    FIRST,
    FIRST_LANE,
    FIXED,
    GRADE,
    INTERNAL,
    LANGUAGES,
    LINE,
    ORGANISATION,
    PAIRED,
    TRAINED,
    TRAITS,
    WISHES,
    Array,
    Data,
    Limits,
)
from levelground.core.formation.lines import conflicts_of, spans_of
from levelground.core.formation.people import Person
from levelground.core.formation.rules import OrganisationRule, Rule, Rules, Weights
from levelground.core.formation.weeks import slots_of
from levelground.core.words import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """people: those who can take part, in canonical order; slots: the number in the week of each
    slot that is kept; languages: their names; left_out: the others, each with rule and reason.
    """

    people: tuple[Person, ...]
    rules: Rules
    weights: Weights
    answers: Answers
    slots: tuple[int, ...]
    languages: tuple[str, ...]
    data: Data
    left_out: tuple[tuple[Person, Rule, str], ...]

    @property
    def index(self) -> dict[str, int]:
        return {person.id: i for i, person in enumerate(self.people)}


def compile_problem(everybody: Sequence[Person], rules: Rules, weights: Weights) -> Problem:
    """The arrays of those who can take part at all. Call `faults.check` first.

    Raises ValueError for more than 64 languages, or choices in an answer with several.
    """
    left_out: list[tuple[Person, Rule, str]] = []
    people = []
    for person in everybody:
        missing = _missing(person, rules)
        if missing:
            left_out.append((person, *missing))
        else:
            people.append(person)
    people.sort(key=lambda person: person.id)
    can = slots_of(people, rules) if rules.slot else np.zeros((len(people), 0), dtype=np.bool_)
    if rules.slot:
        able = np.asarray(can.any(axis=1), dtype=np.bool_)
        left_out += [
            (
                person,
                Rule.SLOT,
                Sentence("None of their times is long enough for a meeting on every date."),
            )
            for person, is_able in zip(people, able, strict=True)
            if not is_able
        ]
        people = [person for person, is_able in zip(people, able, strict=True) if is_able]
        can = can[able]
    slots, words = _kept(can, rules)
    answers = encode(people, weights)
    languages = sorted({language for person in people for language in person.languages})
    facts = _facts(people, everybody, rules, answers, words, languages)
    order = _canonical(facts, answers.numbers)
    people = [people[i] for i in order]
    answers = answers.ordered(order)
    facts = np.ascontiguousarray(facts[order])
    pointers, others, partners = conflicts_of(people, rules)
    _flag(facts, pointers, partners)
    return Problem(
        people=tuple(people),
        rules=rules,
        weights=weights,
        answers=answers,
        slots=slots,
        languages=tuple(languages),
        left_out=tuple(left_out),
        data=Data(
            facts=facts,
            numbers=answers.numbers,
            types=answers.types,
            choices=answers.choices,
            weights=answers.weights,
            lane_weights=answers.lane_weights,
            expected=answers.expected,
            expected_at=answers.expected_at,
            conflict_at=pointers,
            conflicts=others,
            partners=partners,
            limits=_limits(rules),
            needed=np.array([rules.trained_needed(size) for size in range(14)], dtype=np.int64),
        ),
    )


def _missing(person: Person, rules: Rules) -> tuple[Rule, str] | None:
    """What keeps somebody out before anybody else is looked at."""
    if rules.opted_in and not person.opted_in:
        return Rule.OPTED_IN, Sentence("They have not said yes.")
    if rules.slot and not person.free:
        return Rule.SLOT, Sentence("They gave no times.")
    if rules.language and not person.languages:
        return Rule.LANGUAGE, Sentence("They gave no language.")
    if rules.organisation is not OrganisationRule.ANY and not person.organisation:
        return Rule.ORGANISATION, Sentence("They gave no organisation.")
    if rules.equal_standing and rules.grades_apart is not None and person.grade is None:
        return Rule.EQUAL_STANDING, Sentence("They gave no grade.")
    return None


def _kept(can: Array, rules: Rules) -> tuple[tuple[int, ...], Array]:
    """Slots worth keeping, most popular first, and who can come to them: (people, words) uint64.

    A slot that suits exactly the same people as another adds nothing and is dropped.
    """
    if not rules.slot or not len(can):
        return (), np.zeros((len(can), 0), dtype=np.uint64)
    popular = can.sum(axis=0)
    order = np.argsort(-popular, kind="stable")
    seen = set()
    kept = []
    for slot in order:
        if popular[slot] == 0:
            break
        column = np.packbits(can[:, slot]).tobytes()
        if column not in seen:
            seen.add(column)
            kept.append(int(slot))
    words = np.zeros((len(can), -(-len(kept) // 64)), dtype=np.uint64)
    for at, slot in enumerate(kept):
        words[:, at // 64] |= can[:, slot].astype(np.uint64) << np.uint64(at % 64)
    return tuple(kept), words


def _facts(
    people: Sequence[Person],
    everybody: Sequence[Person],
    rules: Rules,
    answers: Answers,
    slots: Array,
    languages: Sequence[str],
) -> Array:
    """One row of 64-bit words for each person; see `data` for the columns."""
    if len(languages) > 64:
        raise ValueError("More than 64 languages cannot be told apart.")
    bit = {language: 1 << at for at, language in enumerate(languages)}
    organisations = {
        name: at + 1 for at, name in enumerate(sorted({p.organisation for p in people}))
    }
    spans = spans_of(everybody) if rules.equal_standing else {}
    wish = {name: 1 << at for at, name in enumerate(answers.names)}
    facts = np.zeros((len(people), FIRST_LANE + answers.lanes.shape[1] + slots.shape[1]), np.uint64)
    for i, person in enumerate(people):
        first, last = spans.get(person.id, (0, 0))
        grade = 0 if person.grade is None else person.grade + 30000
        facts[i, CARE] = int(answers.irregular[i])
        facts[i, LANGUAGES] = sum(bit[language] for language in set(person.languages))
        facts[i, LINE] = first << FIRST | last
        facts[i, TRAITS] = (
            (organisations[person.organisation] if person.organisation else 0) << ORGANISATION
            | grade << GRADE
            | (TRAINED if person.trained else 0)
            | (FIXED if person.group else 0)
        )
        facts[i, WISHES] = (
            sum(wish[name] for name in set(person.not_alone_in)) if rules.minority else 0
        )
    facts[:, FIRST_LANE : FIRST_LANE + answers.lanes.shape[1]] = answers.lanes
    facts[:, FIRST_LANE + answers.lanes.shape[1] :] = slots
    return facts


def _canonical(facts: Array, numbers: Array) -> Array:
    """An order of people by what they are; people arrive ordered by id, which breaks ties."""
    columns = [numbers[:, k] for k in range(numbers.shape[1])]
    columns += [facts[:, k] for k in range(facts.shape[1]) if k != LINE]
    return np.lexsort(columns[::-1]) if len(facts) else np.zeros(0, dtype=np.int64)


def _flag(facts: Array, pointers: Array, partners: Array) -> None:
    facts[np.diff(pointers) > 0, TRAITS] |= CONFLICTS
    facts[partners >= 0, TRAITS] |= PAIRED


def _limits(rules: Rules) -> Limits:
    apart = rules.grades_apart if rules.equal_standing and rules.grades_apart is not None else -1
    return Limits(
        least=rules.least,
        preferred=rules.preferred,
        most=rules.most,
        grades_apart=apart,
        language=int(rules.language),
        slot=int(rules.slot),
        organisation={
            OrganisationRule.ANY: ANY,
            OrganisationRule.INTERNAL: INTERNAL,
            OrganisationRule.EXTERNAL: EXTERNAL,
        }[rules.organisation],
        at_least=rules.at_least,
        at_most=rules.at_most,
        line=int(rules.equal_standing),
    )
