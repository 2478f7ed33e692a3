"""What is wrong with the input itself, named row by row before any search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from levelground.core.formation.people import WEEK, Person
from levelground.core.formation.rules import OrganisationRule, Rules, Weights
from levelground.core.words import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing to mend. row: 1 for the first person, 0 for the rules or the file as a whole."""

    row: int
    column: str
    what: str

    def __str__(self) -> str:
        where = f"Row {self.row}" if self.row else "Rules"
        return f"{where}, {self.column}: {self.what}" if self.column else f"{where}: {self.what}"


class Faulty(Exception):
    """The input cannot be used as it is; `faults` names everything to mend."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


def check(people: Sequence[Person], rules: Rules, weights: Weights) -> tuple[Fault, ...]:
    """Every fault of the rules, then of each person in their order. Empty when all is well."""
    rows = {person.id: row for row, person in enumerate(people, start=1)}
    return (
        *_in_rules(rules, weights),
        *(fault for row, person in enumerate(people, 1) for fault in _in_person(row, person, rows)),
        *_twice(people),
        *_pairs(people, rows),
        *_cycles(people, rows),
    )


def _in_rules(rules: Rules, weights: Weights) -> Iterator[Fault]:
    def wrong(column: str, what: str) -> Fault:
        return Fault(row=0, column=column, what=what)

    if not 2 <= rules.least <= rules.preferred <= rules.most:
        yield wrong(
            "size",
            Sentence("Sizes must rise from least to preferred to most, and least is 2 or more."),
        )
    if rules.most > 12:
        yield wrong("size", Sentence("A group of more than 12 is not a peer group."))
    if rules.grades_apart is not None and rules.grades_apart < 0:
        yield wrong("equal standing", Sentence("Grades apart cannot be below 0."))
    if not 5 <= rules.meeting_minutes <= 24 * 60:
        yield wrong("slot", Sentence("A meeting lasts between 5 minutes and a day."))
    if rules.slot_step not in {5, 10, 15, 20, 30, 60}:
        yield wrong("slot", Sentence("Meetings may start every 5, 10, 15, 20, 30 or 60 minutes."))
    if not 1 <= rules.weeks <= 520:
        yield wrong("slot", Sentence("A programme runs for 1 to 520 weeks."))
    if not _is_zone(rules.time_zone):
        yield wrong(
            "time zone",
            Sentence(
                "“%(time_zone)s” is no time zone; an example is Pacific/Auckland.",
                time_zone=rules.time_zone,
            ),
        )
    if rules.organisation is OrganisationRule.EXTERNAL:
        if not 1 <= rules.at_least <= rules.least:
            yield wrong(
                "organisation",
                Sentence("A group cannot come from more organisations than it has members."),
            )
        if rules.at_most < 1 or rules.at_most * rules.at_least < rules.at_least:
            yield wrong("organisation", Sentence("At most 0 of one organisation leaves nobody."))
    for name, weight in weights.mix.items():
        if not (isfinite(weight) and weight >= 0):
            yield wrong("mix", Sentence("The weight of “%(name)s” must be 0 or more.", name=name))
    if not (isfinite(weights.fairness) and weights.fairness >= 0 and 0 <= weights.mark <= 1):
        yield wrong(
            "fairness", Sentence("Fairness is 0 or more, its mark a share between 0 and 1.")
        )


def _in_person(row: int, person: Person, rows: dict[str, int]) -> Iterator[Fault]:
    if not person.id:
        yield Fault(row=row, column="id", what=Sentence("Everybody needs an id."))
    named = {
        "reports to": (person.reports_to,) if person.reports_to else (),
        "answers for": person.answers_for,
        "not together": person.not_together,
        "together": (person.together,) if person.together else (),
    }
    for column, ids in named.items():
        for other in ids:
            if other not in rows:
                yield Fault(
                    row=row,
                    column=column,
                    what=Sentence("Nobody here has the id “%(other)s”.", other=other),
                )
            elif other == person.id:
                yield Fault(
                    row=row, column=column, what=Sentence("Somebody cannot name themselves here.")
                )
    if person.time_zone and not _is_zone(person.time_zone):
        what = Sentence(
            "“%(time_zone)s” is no time zone; an example is Pacific/Auckland.",
            time_zone=person.time_zone,
        )
        yield Fault(row=row, column="time zone", what=what)
    for time in person.free:
        if not 0 <= time.starts < time.ends <= WEEK + 1440 or time.starts >= WEEK:
            yield Fault(
                row=row,
                column="free",
                what=Sentence("A free time must end after it starts, within a week."),
            )
    for wish in person.not_alone_in:
        if not isinstance(person.answers.get(wish), tuple) or not person.answers[wish]:
            what = Sentence(
                "They asked not to be alone in “%(wish)s” but said nothing of it in words.",
                wish=wish,
            )
            yield Fault(row=row, column="not alone in", what=what)
    for name, answer in person.answers.items():
        if isinstance(answer, float) and not isfinite(answer):
            yield Fault(
                row=row, column=name, what=Sentence("This is not a number that can be compared.")
            )


def _twice(people: Sequence[Person]) -> Iterator[Fault]:
    often = Counter(person.id for person in people)
    for row, person in enumerate(people, start=1):
        if person.id and often[person.id] > 1:
            yield Fault(
                row=row,
                column="id",
                what=Sentence(
                    "The id “%(id)s” is used %(often)s times.", id=person.id, often=often[person.id]
                ),
            )
    kinds: dict[str, bool] = {}
    for row, person in enumerate(people, start=1):
        for name, answer in person.answers.items():
            if kinds.setdefault(name, isinstance(answer, tuple)) != isinstance(answer, tuple):
                yield Fault(
                    row=row,
                    column=name,
                    what=Sentence("Some rows hold words here and others numbers."),
                )


def _pairs(people: Sequence[Person], rows: dict[str, int]) -> Iterator[Fault]:
    wish = {person.id: person.together for person in people if person.together in rows}
    taken = Counter(frozenset(pair) for pair in wish.items())
    number = Counter(member for pair in taken for member in pair)
    for row, person in enumerate(people, start=1):
        if person.id in wish and (number[person.id] > 1 or number[person.together] > 1):
            yield Fault(
                row=row,
                column="together",
                what=Sentence("Together is at most a pair, and this makes it more."),
            )
        elif person.id in wish and person.together in person.not_together:
            yield Fault(
                row=row,
                column="together",
                what=Sentence("The same person is named under not together."),
            )


def _cycles(people: Sequence[Person], rows: dict[str, int]) -> Iterator[Fault]:
    above = {p.id: p.reports_to for p in people if p.reports_to in rows and p.reports_to != p.id}
    state: dict[str, int] = {}
    for start, first in rows.items():
        path = []
        at = start
        while at and state.get(at, 0) == 0:
            state[at] = first
            path.append(at)
            at = above.get(at, "")
        if at and state[at] == first:
            ring = path[path.index(at) :]
            named = " to ".join([*ring[:5], ring[0]] if len(ring) <= 5 else [*ring[:5], "…"])
            yield Fault(
                row=rows[at],
                column="reports to",
                what=Sentence("The reporting line runs in a circle: %(named)s.", named=named),
            )


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
