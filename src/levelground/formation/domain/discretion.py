"""What the coordinator's pages keep from saying: one sentence for every confidence, weights in bundles.

People were promised that nobody is told why they are not put together, and that what they say of
themselves is shown to nobody. So whatever keeps two people apart is one and the same to the pages and to
the search, and no single answer can be weighed by itself (docs/decisions/0012).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from levelground.core.formation import Person, Rule, Rules, Trained, Weights
from levelground.formation.domain.sentences import in_words

OPEN = (Rule.SIZE, Rule.TRAINED, Rule.ORGANISATION, Rule.TOGETHER)
"""Rules that are named: they come from the coordinator's own list, or can be counted on the page."""

# All others are about what people told us, and the page says the same of each (`core.formation.explaining.confidential`).
# One is never looked at by the board: nobody alone in a kind. Whether it holds can depend on a single other
# person, so that trying one after the other would sort them by gender. The search keeps to it (decision 0012).

FEW = 4
"""What people of a group have in common is shown from so many on."""

SMALLEST = 3
"""Members of a group that may be searched for."""

WHO, WORK = ("gender", "age", "ethnicity"), ("role", "experience")
"""Answers that are weighed together. Columns that a list brings besides belong to the first."""


def a_rule() -> str:
    """The one sentence for every rule about what people told us."""
    return _("A rule keeps this from working.")


def sentences_of(broken: Mapping[Rule, Sequence[str]]) -> Iterator[str]:
    """What is broken of the rules that are named."""
    for rule in OPEN:
        if rule is Rule.TOGETHER and rule in broken:
            yield _("Two who are to be together by your list are apart.")
        else:
            yield from dict.fromkeys(in_words(sentence) for sentence in broken.get(rule, ()))


def kept(rules: Rules) -> Rules:
    """The rules with every confidence kept. People were promised it; no switch takes it back.

    Nor are groups of two searched for: who is ever put with whom would answer for the two.
    """
    return replace(
        rules,
        least=max(SMALLEST, rules.least),
        preferred=max(SMALLEST, rules.preferred),
        most=max(SMALLEST, rules.most),
        equal_standing=True,
        not_together=True,
        together=True,
        minority=True,
    )


def unnamed_in(rules: Rules) -> Rules:
    """The rules that are not named, as the board looks at them; what it never says it never reckons."""
    return replace(rules, minority=False, together=False, trained=Trained.NONE)


def named_in(rules: Rules) -> Rules:
    """The rules that are named, and no others."""
    return replace(
        rules,
        opted_in=False,
        equal_standing=False,
        not_together=False,
        slot=False,
        language=False,
        minority=False,
    )


def bundled(weights: Weights, answers: Iterable[str] = ()) -> Weights:
    """Weights by bundle, each 1 or 2; organisations, which a list names, also 0.

    answers: what people were asked besides. None is 0, or the other bundle would be weighed alone.
    """
    who = {*WHO, *weights.mix, *answers} - {*WORK, "organisation"}
    mix = dict.fromkeys(sorted(who), _of_all(weights, WHO))
    mix |= dict.fromkeys(WORK, _of_all(weights, WORK))
    organisation = min(2.0, float(round(weights.mix.get("organisation", 0.0))))
    return replace(weights, mix=mix | {"organisation": organisation}, other=mix[WHO[0]])


def _of_all(weights: Weights, names: Iterable[str]) -> float:
    return 2.0 if all(weights.of(name) >= 2 for name in names) else 1.0  # noqa: PLR2004


def without_reasons(people: Sequence[Person]) -> tuple[Person, ...]:
    """The same people, of whom is only known who must not be with whom, no longer why.

    Reporting lines at any distance, who assesses or pays whom and what was told in confidence become
    one and the same, on both sides. The search and every page get people from here alone.
    """
    above = {person.id: person.reports_to for person in people}
    apart: dict[str, set[str]] = {person.id: set() for person in people}

    def keep_apart(one: str, other: str) -> None:
        if one != other and other in apart:
            apart[one].add(other)
            apart[other].add(one)

    for person in people:
        for other in (*person.answers_for, *person.not_together, *_line(person.id, above)):
            keep_apart(person.id, other)
    return tuple(
        replace(
            person,
            reports_to="",
            answers_for=(),
            not_together=tuple(sorted(apart[person.id])),
            together="" if person.together in apart[person.id] else person.together,
        )
        for person in people
    )


def _line(person: str, above: Mapping[str, str]) -> Iterator[str]:
    """Everybody above somebody, nearest first."""
    seen, at = {person}, above.get(person, "")
    while at and at not in seen:
        yield at
        seen.add(at)
        at = above.get(at, "")


# What the search says


def advice(helps: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """What would place more people, without what asks or tells of people's own answers."""
    return tuple(in_words(one["text"]) for one in helps if not _is_telling(one))


def _is_telling(one: Mapping[str, Any]) -> bool:
    """By the rule it is about, never by its words."""
    asks_of_answers = one["asks"] not in {"", Rule.OPTED_IN}
    return asks_of_answers or one["loosens"] not in {"", *MAY_BE_LOOSENED}


MAY_BE_LOOSENED = (*OPEN, Rule.SLOT, Rule.LANGUAGE)
