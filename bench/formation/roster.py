"""A seeded generator of believable organisations.

Reporting trees, age that goes with experience and grade, part-time availability, several time
zones and languages, some answers left open, a few wishes. The same size and seed give the same
people.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

from levelground.core.formation import Free, OrganisationRule, Person, Rules, Weights

ZONES = (("Pacific/Auckland", 88), ("Australia/Sydney", 8), ("Pacific/Fiji", 4))
ROLES = (
    "advocate",
    "coordinator",
    "counsellor",
    "fundraiser",
    "nurse",
    "planner",
    "teacher",
    "youth worker",
)
ETHNICITIES = (
    ("European", 62),
    ("Māori", 16),
    ("Pacific", 9),
    ("Asian", 15),
    ("Middle Eastern", 2),
    ("other", 2),
)
LANGUAGES = (("Mandarin", 5), ("Samoan", 4), ("te reo Māori", 6))
GENDERS = (("woman", 66), ("man", 32), ("another gender", 2))
OPEN = 0.02
"""The share of people who leave any one answer open."""

RULES = Rules(
    grades_apart=4,
    meeting_minutes=90,
    time_zone="Pacific/Auckland",
    starts_on=date(2026, 3, 2),
    weeks=26,
    organisation=OrganisationRule.EXTERNAL,
    at_least=2,
    at_most=3,
)
WEIGHTS = Weights(mix={"gender": 1, "age": 1, "ethnicity": 1, "role": 1, "experience": 1})


def roster(size: int, seed: int) -> list[Person]:
    """`size` people of organisations of 3 to about 400."""
    chance = random.Random(size * 1000 + seed)
    people: list[Person] = []
    number = 0
    while len(people) < size:
        number += 1
        staff = min(
            size - len(people), max(3, min(400, size // 7, int(chance.lognormvariate(2.7, 0.9))))
        )
        people += _organisation(f"organisation {number}", staff, len(people), chance)
    return _wishes(people, chance)


def _organisation(name: str, staff: int, before: int, chance: random.Random) -> list[Person]:
    people: list[Person] = []
    grades: list[int] = []
    zone = _one_of(ZONES, chance)
    for i in range(staff):
        above = (i - 1) // 6
        grade = 6 if i == 0 else max(1, grades[above] - chance.choice((1, 1, 2)))
        grades.append(grade)
        experience = max(0.0, round(chance.gauss(3 + 2.4 * grade, 4)))
        age = min(75.0, max(18.0, round(chance.gauss(24 + experience * 1.1, 8))))
        answers = {
            "gender": (_one_of(GENDERS, chance),),
            "age": age,
            "ethnicity": tuple(
                sorted(
                    {
                        _one_of(ETHNICITIES, chance)
                        for _ in range(2 if chance.random() < 0.12 else 1)
                    }
                )
            ),
            "role": ("manager",) if grade >= 5 else (chance.choice(ROLES),),
            "experience": experience,
        }
        people.append(
            Person(
                id=f"p{before + i + 1:06}",
                name=f"Person {before + i + 1}",
                organisation=name,
                trained=chance.random() < 0.68,
                grade=grade,
                reports_to=f"p{before + above + 1:06}" if i else "",
                languages=_languages(chance),
                time_zone=zone if chance.random() < 0.95 else _one_of(ZONES, chance),
                free=_free(chance),
                answers={key: answer for key, answer in answers.items() if chance.random() >= OPEN},
            )
        )
    return people


def _languages(chance: random.Random) -> tuple[str, ...]:
    spoken = [name for name, share in LANGUAGES if chance.random() * 100 < share]
    if not spoken or chance.random() < 0.9:
        spoken.append("English")
    return tuple(spoken)


def _free(chance: random.Random) -> tuple[Free, ...]:
    """Some mornings, afternoons and evenings of a part-time week."""
    times = []
    for day in range(5):
        if chance.random() < 0.2:
            continue
        start = day * 1440
        if chance.random() < 0.65:
            times.append(Free(starts=start + chance.choice((480, 540, 540)), ends=start + 720))
        if chance.random() < 0.65:
            times.append(
                Free(
                    starts=start + chance.choice((780, 810)),
                    ends=start + chance.choice((930, 990, 1020)),
                )
            )
        if chance.random() < 0.1:
            times.append(Free(starts=start + 1080, ends=start + 1230))
    return tuple(times) or (Free(starts=540, ends=720), Free(starts=1440 + 780, ends=1440 + 960))


def _wishes(people: list[Person], chance: random.Random) -> list[Person]:
    ids = [person.id for person in people]
    wished = []
    for person in people:
        apart = (chance.choice(ids),) if chance.random() < 0.02 else ()
        judged = (chance.choice(ids),) if chance.random() < 0.01 else ()
        alone = (
            ("gender",)
            if person.answers.get("gender") == ("man",) and chance.random() < 0.05
            else ()
        )
        wished.append(
            replace(
                person,
                not_together=tuple(other for other in apart if other != person.id),
                answers_for=tuple(other for other in judged if other != person.id),
                not_alone_in=alone,
            )
        )
    return wished


def _one_of(shares: tuple[tuple[str, int], ...], chance: random.Random) -> str:
    return chance.choices([name for name, _ in shares], [share for _, share in shares])[0]
