"""A programme whose groups have met for three quarters: figures for whoever pays for the room."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from levelground.accounts.models import Person
from levelground.core.health import Quarter, finished_quarters
from levelground.demo.cast import leave, make_group, make_person, make_programme
from levelground.demo.year import count, hold_some, tell
from levelground.formation.models import Publication, Round
from levelground.groups.actions.groups import end_group
from levelground.groups.models import Group, Member
from levelground.programmes.models import Invitee, Programme
from levelground.runtime import clock

NAMES = (
    "Aroha", "Bruno", "Carmen", "Daisy", "Eru", "Fetu", "Gita", "Hugh", "Iris", "Jin",
    "Kahu", "Leilani", "Manu", "Nikau", "Orla", "Pita", "Quinn", "Rawiri", "Sefa", "Tui",
    "Uma", "Viliami", "Wiremu", "Xiu", "Yusuf", "Zoe", "Anahera", "Bede", "Cleo", "Dov",
    "Emere", "Farid", "Gwen", "Hemi", "Ioane", "June", "Kiri", "Lucia", "Mika", "Noor",
)  # fmt: skip
SIZE, QUARTERS = 5, 3
EVERY = timedelta(days=19)
SEED = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fate:
    """How a group fared."""

    name: str
    reviews: bool = True
    sessions: int | None = None  # until its last; None: it goes on
    has_ended: bool = False
    stay: int = SIZE  # members


FATES = (
    _Fate(name="Kōwhai"),
    _Fate(name="Harbour", reviews=False),
    _Fate(name="Tūī"),
    _Fate(name="Friday table"),
    _Fate(name="Rimu", reviews=False),
    _Fate(name="Early birds", sessions=11, has_ended=True),
    _Fate(name="Southerly", sessions=7),
    _Fate(name="Pōhutukawa", stay=3),
)


def make_programme_of_a_year(by: Person, *, at: datetime) -> Programme:
    """Eight groups: most meet; one has ended, one no longer meets, one has lost two people."""
    quarters = _last_quarters(at)
    starts = datetime.combine(quarters[0].first, time(7), UTC) + timedelta(days=4)
    ends = datetime.combine(quarters[-1].next.first, time(7), UTC)
    chance = random.Random(SEED)  # noqa: S311  a believable past needs no secrets
    with clock.held(starts - timedelta(weeks=6)):
        programme = make_programme(by=by, name="Volunteer Wellington, first year")
    with clock.held(starts):
        groups = _make_groups(programme)
    days = [starts + EVERY * number for number in range((ends - starts) // EVERY)]
    stories = hold_some(groups[0], days, chance)
    tell(stories, groups[0], days=days[len(stories) :], chance=chance)
    for number, (group, fate) in enumerate(zip(groups, FATES, strict=True)):
        theirs = [day + timedelta(days=number) for day in days[: fate.sessions]]
        if number:
            tell(stories, group, days=theirs, chance=chance, reviews=fate.reviews)
        with clock.held(theirs[-1] + timedelta(days=2)):
            _end_as(fate, group)
    count(at)
    return programme


def _last_quarters(at: datetime) -> list[Quarter]:
    """Those whose figures stand by now."""
    two_years_ago = at.date() - timedelta(days=700)
    return list(finished_quarters(two_years_ago, at.date()))[-QUARTERS:]


def _make_groups(programme: Programme) -> list[Group]:
    """Groups that stand, of people who have all said yes."""
    now = clock.now()
    people = [make_person(name, email=f"{name}@first-year.example".lower()) for name in NAMES]
    Invitee.objects.bulk_create(
        Invitee(
            programme=programme,
            email=person.email,
            name=person.name,
            person=person,
            state=Invitee.State.YES,
            asked_at=programme.made_at,
            expires_at=now,
            answered_at=now,
        )
        for person in people
    )
    groups = [
        make_group(name=fate.name, people=people[SIZE * number : SIZE * (number + 1)])
        for number, fate in enumerate(FATES)
    ]
    round_ = Round.objects.create(programme=programme, name="First groups", made_at=now)
    Publication.objects.create(round=round_, by=programme.by, at=now).groups.set(groups)
    return groups


def _end_as(fate: _Fate, group: Group) -> None:
    if fate.has_ended:
        end_group(group=group)
    for member in Member.objects.filter(group=group).order_by("pk")[fate.stay :]:
        leave(member)
