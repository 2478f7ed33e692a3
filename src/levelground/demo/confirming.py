"""A round whose people are being asked: most have said yes, in one group something is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import cycle, islice

from levelground.accounts.models import Person
from levelground.core.formation import Free
from levelground.core.formation import Person as Candidate
from levelground.formation.actions.rounds import (
    ask_for_search,
    begin_round,
    draft_people,
    set_rules,
    take_people,
)
from levelground.formation.actions.search_runs import finish_search, take_search
from levelground.formation.actions.seats import publish, say_wrong, say_yes
from levelground.formation.domain.objections import Objection
from levelground.formation.domain.roster import Listed
from levelground.formation.models import Round, Seat
from levelground.formation.queries.rounds import rules_of, version_of
from levelground.letters.models import Letter
from levelground.runtime import clock

NAMES = [
    "Aroha",
    "Bill",
    "Chen",
    "Dana",
    "Esi",
    "Filipo",
    "Grace",
    "Hemi",
    "Ines",
    "Jack",
    "Kiri",
    "Lars",
    "Mere",
    "Niko",
    "Olga",
]
ROLES = ("kitchen", "driver", "visitor", "office", "shop")
HOUSES = ("Harbour Food Bank", "City Council", "Hill Hospice")
TIMES = (Free(starts=3420, ends=3600), Free(starts=1980, ends=2160))  # Wed, Tue morning
GROUPS = ((0, 1, 2, 3, 4), (5, 6, 7, 8, 9), (10, 11, 12, 13, 14))
DANA = 3
ME = "the demo"


def make_round_being_asked(by: Person, dana: Person) -> Round:
    """Three groups: Dana's waits for her, one has something wrong, one waits for two people."""
    people = tuple(
        Candidate(
            id=dana.email if at == DANA else f"{name}@somewhere.example".lower(),
            name=name,
            organisation=house,
            trained=at % 3 != 0,
            languages=("English",),
            free=TIMES,
            answers={"role": (role,)},
        )
        for at, (name, role, house) in enumerate(
            zip(NAMES, islice(cycle(ROLES), 15), islice(cycle(HOUSES), 15), strict=True)
        )
    )
    round_ = begin_round(by=by, name="Winter")
    draft_people(round_=round_, listed=Listed(people=people))
    take_people(round_=round_)
    rules, weights = rules_of(round_)
    set_rules(
        round_=round_, rules=replace(rules, time_zone=by.time_zone), weights=weights, seconds=1
    )
    ask_for_search(round_=round_)
    search = take_search(holder=ME, until=clock.now() + timedelta(minutes=1))
    if search is None:
        raise RuntimeError("Somebody else is searching.")
    found = {
        "groups": [list(one) for one in GROUPS],
        "names": ["" for _ in GROUPS],
        "is_proven": False,
    }
    finish_search(search=search, holder=ME, answer=found, explanations={})
    publish(round_=round_, by=by, version=version_of(round_))
    _answer()
    Letter.objects.filter(kind="seat").delete()  # nobody's letter box is at somewhere.example
    return round_


def _answer() -> None:
    for seat in Seat.objects.exclude(number__in=(DANA, 7, 12, 13)):
        say_yes(seat=seat, by=_account(seat))
    seat = Seat.objects.get(number=7)
    say_wrong(seat=seat, by=_account(seat), kind=Objection.UNDER, whom=5)


def _account(seat: Seat) -> Person:
    return Person.objects.create_user(seat.email, name=NAMES[seat.number])
