"""From what people said of themselves, each alone, to people as the rules see them.

What somebody told in confidence names others by address or by name, as people do. A name that may
be several people keeps apart from all of them; a name that is nobody's here changes nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from levelground.core.addresses import canonical_or_none
from levelground.core.formation.people import Answer, Free, Person
from levelground.core.words import gettext_noop as _

AGES = {
    _("under 25"): 22.0,
    "25-34": 29.5,
    "35-44": 39.5,
    "45-54": 49.5,
    "55-64": 59.5,
    _("65 and over"): 69.0,
}
"""Bands of age, and the age that each counts as."""


class Standing(StrEnum):
    """How somebody stands to another, said from their own side."""

    REPORTS_TO = "reports to"
    ASSESSED_BY = "assessed by"
    PAID_BY = "paid by"
    MANAGES = "manages"
    ASSESSES = "assesses"
    PAYS = "pays"
    UNDER = "stands under"  # one of the first three; they did not say which
    OVER = "stands over"
    APART = "rather not with"


ABOVE = {Standing.REPORTS_TO, Standing.ASSESSED_BY, Standing.PAID_BY, Standing.UNDER}
LINE = {Standing.REPORTS_TO, Standing.MANAGES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """One thing told in confidence. `who`: a name or an address, as it was typed.

    id: of whom they meant, where they chose somebody whom they see by first name only.
    """

    standing: Standing
    who: str = field(repr=False)
    id: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileAnswers:
    """What one person said of themselves. Everything may be left open.

    free: (start, end) in minutes from Monday 00:00 on the clock of `time_zone`.
    """

    gender: tuple[str, ...] = ()
    ethnicity: tuple[str, ...] = ()
    age: str = ""
    role: str = ""
    experience: int | None = None
    grade: int | None = None
    trained: bool = False
    languages: tuple[str, ...] = ()
    not_alone_in: tuple[str, ...] = ()
    time_zone: str = ""
    free: tuple[tuple[int, int], ...] = ()
    confidences: tuple[Confidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Joiner:
    """One who said yes. names: every name by which they may be called; id: unique."""

    id: str
    name: str
    address: str
    names: tuple[str, ...] = ()
    organisation: str = ""
    profile: ProfileAnswers = field(default_factory=ProfileAnswers, repr=False)


def joined(joiners: Sequence[Joiner]) -> tuple[Person, ...]:
    """People with their answers, and whom each must not be with. Always free of faults."""
    people = {one.id: _alone(one) for one in joiners}
    find = _finder(joiners)
    for one in joiners:
        for confidences in one.profile.confidences:
            _stand(people, one.id, confidences.standing, find(confidences, one.id))
    return tuple(people.values())


def _alone(one: Joiner) -> Person:
    profile = one.profile
    words = {"gender": profile.gender, "ethnicity": profile.ethnicity}
    answers: dict[str, Answer] = {
        name: tuple(dict.fromkeys(" ".join(part.casefold().split()) for part in parts))
        for name, parts in words.items()
        if parts
    }
    if profile.role:
        answers["role"] = (" ".join(profile.role.casefold().split()),)
    if profile.age in AGES:
        answers["age"] = AGES[profile.age]
    if profile.experience is not None:
        answers["experience"] = float(profile.experience)
    return Person(
        id=one.id,
        name=one.name,
        organisation=one.organisation,
        trained=profile.trained,
        grade=profile.grade,
        languages=profile.languages,
        time_zone=profile.time_zone,
        free=tuple(Free(starts=starts, ends=ends) for starts, ends in profile.free),
        answers=answers,
        not_alone_in=tuple(
            wish for wish in profile.not_alone_in if isinstance(answers.get(wish), tuple)
        ),
    )


def _stand(
    people: dict[str, Person], one: str, standing: Standing, others: tuple[str, ...]
) -> None:
    """Let the rules know how somebody stands to whomever they meant."""
    if standing is Standing.APART or len(others) > 1:
        me = people[one]
        people[one] = replace(me, not_together=_with(me.not_together, others))
        return
    for other in others:
        above, below = (other, one) if standing in ABOVE else (one, other)
        under = people[below]
        if standing in LINE and not under.reports_to and not _leads(people, below, above):
            people[below] = replace(under, reports_to=above)
        else:
            over = people[above]
            people[above] = replace(over, answers_for=_with(over.answers_for, (below,)))


def _leads(people: dict[str, Person], one: str, other: str) -> bool:
    """Whether `one` stands above `other` in the line, or is them: a line must not close a circle."""
    at = other
    while at:
        if at == one:
            return True
        at = people[at].reports_to
    return False


def _with(known: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*known, *others)))


class _finder:  # noqa: N801  called like a function
    """Finds whom somebody meant. Ids and addresses say exactly; names as far as they go."""

    def __init__(self, joiners: Sequence[Joiner]) -> None:
        self.by_address = {one.address: one.id for one in joiners}
        self.parts: dict[str, list[frozenset[str]]] = {
            one.id: [parts for name in (one.name, *one.names) if (parts := _parts(name))]
            for one in joiners
        }
        self.by_part: dict[str, set[str]] = {}
        for one, names in self.parts.items():
            for part in {part for name in names for part in name}:
                self.by_part.setdefault(part, set()).add(one)

    def __call__(self, confidences: Confidence, teller: str) -> tuple[str, ...]:
        if confidences.id or "@" in confidences.who:
            one = confidences.id or self.by_address.get(
                canonical_or_none(confidences.who) or "", ""
            )
            return (one,) if one in self.parts and one != teller else ()
        meant = _parts(confidences.who)
        near = {one for part in meant for one in self.by_part.get(part, ())} - {teller}
        found = [
            one for one in near if any(name <= meant or meant <= name for name in self.parts[one])
        ]
        same = [one for one in found if meant in self.parts[one]]
        return tuple(sorted(same if len(same) == 1 else found))


def _parts(name: str) -> frozenset[str]:
    """The words of a name, without case, accents and signs: Māia Te-Ao is maia, te, ao."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(
        letter if letter.isalnum() else " " for letter in plain if not unicodedata.combining(letter)
    )
    return frozenset(kept.split())
