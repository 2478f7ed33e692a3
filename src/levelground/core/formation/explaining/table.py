"""One group looked at in plain Python: which rules it breaks, its slots, its mix.

The screens use this (no compilation, a few people), and every result is checked with it, apart from
the kernels that found it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from levelground.core.formation.data import FIRST, FIRST_LANE, LAST, LINE
from levelground.core.formation.people import Person
from levelground.core.formation.problem import Problem
from levelground.core.formation.rules import OrganisationRule, Rule
from levelground.core.formation.weeks import slot_name
from levelground.core.words import Sentence

Note = Callable[[Rule, str], None]


@dataclass(frozen=True, kw_only=True)
class Table:
    """People at one table: members are indices into `problem.people`."""

    problem: Problem
    members: tuple[int, ...]

    @cached_property
    def people(self) -> tuple[Person, ...]:
        return tuple(self.problem.people[i] for i in self.members)

    @cached_property
    def slots(self) -> tuple[str, ...]:
        """Weekly slots that suit all, most popular among everybody first."""
        facts, first = self.problem.data.facts, FIRST_LANE + len(self.problem.data.lane_weights)
        names = []
        for at, slot in enumerate(self.problem.slots):
            word, bit = first + at // 64, at % 64
            if all(int(facts[i, word]) >> bit & 1 for i in self.members):
                names.append(slot_name(slot, self.problem.rules))
        return tuple(names)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        spoken = [set(person.languages) for person in self.people]
        return tuple(sorted(set.intersection(*spoken))) if spoken else ()

    @cached_property
    def mix(self) -> float:
        """The mean distance over the pairs, 0..1."""
        pairs = [(a, b) for at, a in enumerate(self.members) for b in self.members[:at]]
        return sum(distance(self.problem, a, b) for a, b in pairs) / len(pairs) if pairs else 0.0

    @cached_property
    def covers(self) -> tuple[tuple[str, str], ...]:
        """For each answer what the group covers, without who: ("role", "4 different")."""
        lines = []
        answers = self.problem.answers
        for k, name in enumerate(answers.names):
            if answers.weights[k] <= 0:
                continue
            if k < answers.words:
                words = {word for person in self.people for word in _words(person, name)}
                lines.append((name, Sentence("%(number)d different", number=len(words))))
            else:
                numbers = [
                    v for p in self.people if isinstance(v := p.answers.get(name), (int, float))
                ]
                span = max(numbers) - min(numbers) if numbers else 0.0
                lines.append((name, Sentence("a span of %(span)s", span=f"{span:g}")))
        return tuple(lines)

    def broken(self) -> dict[Rule, tuple[str, ...]]:
        """Every rule that this group breaks, each with sentences that say how."""
        rules = self.problem.rules
        found: dict[Rule, list[str]] = {}

        def note(rule: Rule, what: str) -> None:
            found.setdefault(rule, []).append(what)

        size = len(self.members)
        if not rules.least <= size <= rules.most:
            note(
                Rule.SIZE,
                Sentence(
                    "%(count)d member; %(least)s to %(most)s are wanted.",
                    "%(count)d members; %(least)s to %(most)s are wanted.",
                    size,
                    least=rules.least,
                    most=rules.most,
                ),
            )
        if rules.slot and not self.slots:
            note(Rule.SLOT, Sentence("There is no weekly slot that suits all."))
        if rules.language and not self.languages:
            note(Rule.LANGUAGE, Sentence("There is no language that all speak."))
        trained = sum(person.trained for person in self.people)
        if trained < rules.trained_needed(size):
            note(
                Rule.TRAINED,
                Sentence(
                    "%(trained)s of %(size)s are trained; %(needed)s are needed.",
                    trained=trained,
                    size=size,
                    needed=rules.trained_needed(size),
                ),
            )
        self._organisations(note)
        self._standing(note)
        self._wishes(note)
        return {rule: tuple(what) for rule, what in found.items()}

    def _organisations(self, note: Note) -> None:
        rules = self.problem.rules
        often = Counter(person.organisation for person in self.people)
        if rules.organisation is OrganisationRule.INTERNAL and len(often) > 1:
            note(
                Rule.ORGANISATION,
                Sentence("They are of %(number)d organisations; one is wanted.", number=len(often)),
            )
        if rules.organisation is OrganisationRule.EXTERNAL:
            if len(often) < rules.at_least:
                note(
                    Rule.ORGANISATION,
                    Sentence(
                        "They are of %(count)d organisation; %(wanted)s are wanted.",
                        "They are of %(count)d organisations; %(wanted)s are wanted.",
                        len(often),
                        wanted=rules.at_least,
                    ),
                )
            largest = max(often.values(), default=0)
            if largest > rules.at_most:
                note(
                    Rule.ORGANISATION,
                    Sentence(
                        "%(largest)s are of one organisation; at most %(most)s may be.",
                        largest=largest,
                        most=rules.at_most,
                    ),
                )

    def _standing(self, note: Note) -> None:
        rules = self.problem.rules
        if not rules.equal_standing:
            return
        for a in self.members:
            for b in self.members:
                line = self.problem.data.facts[a, LINE]
                other = self.problem.data.facts[b, LINE] >> FIRST
                if a != b and line >> FIRST and line >> FIRST <= other <= line & LAST:
                    note(Rule.EQUAL_STANDING, f"{self._name(a)} stands above {self._name(b)}.")
                if self.problem.people[b].id in self.problem.people[a].answers_for:
                    note(Rule.EQUAL_STANDING, f"{self._name(a)} answers for {self._name(b)}.")
        grades = [person.grade for person in self.people if person.grade is not None]
        if (
            rules.grades_apart is not None
            and grades
            and max(grades) - min(grades) > rules.grades_apart
        ):
            note(Rule.EQUAL_STANDING, f"Grades are {max(grades) - min(grades)} apart.")

    def _wishes(self, note: Note) -> None:
        rules = self.problem.rules
        ids = {person.id for person in self.people}
        for i, person in zip(self.members, self.people, strict=True):
            if rules.not_together and ids & set(person.not_together):
                note(Rule.NOT_TOGETHER, "Two of them are not to be put together.")
            partner = self.problem.data.partners[i] if rules.together else -1
            if partner >= 0 and partner not in self.members:
                note(Rule.TOGETHER, "Two who wish to be together would be parted.")
            for wish in person.not_alone_in if rules.minority else ():
                own = set(_words(person, wish))
                if not any(
                    own & set(_words(other, wish)) for other in self.people if other is not person
                ):
                    note(Rule.MINORITY, f"Somebody would be the only one of their kind ({wish}).")

    def _name(self, i: int) -> str:
        return self.problem.people[i].name or self.problem.people[i].id


def distance(problem: Problem, a: int, b: int) -> float:
    """The distance of two people, 0..1, in plain Python (the kernel's twin)."""
    answers = problem.answers
    total = 0.0
    for k in range(len(answers.names)):
        first, second = int(answers.types[a, k]), int(answers.types[b, k])
        at = int(answers.expected_at[k])
        if first < 0 or second < 0:
            known = max(first, second)
            apart = float(answers.expected[at if known < 0 else at + 1 + known])
        elif k < answers.words:
            x, y = int(answers.choices[a, k]), int(answers.choices[b, k])
            if first == second:
                apart = 0.0
            else:
                apart = 1 - (x & y).bit_count() / (x | y).bit_count() if x | y else 1.0
        else:
            m = k - answers.words
            weight = float(answers.weights[k])
            apart = abs(answers.numbers[a, m] - answers.numbers[b, m]) / weight if weight else 0.0
        total += float(answers.weights[k]) * apart
    return total


def _words(person: Person, name: str) -> tuple[str, ...]:
    answer = person.answers.get(name, (person.organisation,) if name == "organisation" else ())
    return answer if isinstance(answer, tuple) else ()
