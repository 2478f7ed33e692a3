"""A programme in its third week: most of those who were at the training day have said yes."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

from levelground import programmes
from levelground.accounts.models import Person
from levelground.core.formation.reading.profiles import Confidence, Standing
from levelground.demo.cast import make_person, make_programme
from levelground.letters.models import Letter
from levelground.programmes.actions.invitations import ask_one, draft_list, send_now, take_list
from levelground.programmes.actions.programmes import say, say_no, say_where_one_works, say_yes
from levelground.programmes.domain.packing import InviteeRow, invitee_rows_in
from levelground.programmes.models import Invitee, Programme
from levelground.programmes.queries.programmes import known_of
from levelground.runtime import clock

SAMPLE = Path(programmes.__file__).parent / "static" / "programmes" / "training-day.csv"
ASKS = (
    "Thank you for coming to the training day. Would you like to go on? We would form groups of"
    " about five, across our organisations, for half a year."
)
SILENT = ("Dev Patel", "Margaret Lowe")
NOT_NOW = ("Claire Dumont",)
ROLES = ("roster planner", "fundraiser", "counsellor", "driver", "librarian", "coordinator")
ETHNICITIES = (("NZ European",), ("Māori",), ("Māori", "NZ European"), ("Samoan",), ("Indian",), ())
GENDERS = (("woman",), ("man",), ("woman",), ("non-binary",), ())
AGES = ("25-34", "35-44", "45-54", "55-64", "65 and over", "")
DAY = 24 * 60
EVENINGS = tuple((day * DAY + 17 * 60, day * DAY + 20 * 60) for day in (1, 3))
MORNINGS = tuple((day * DAY + 9 * 60, day * DAY + 12 * 60) for day in (1, 2))
MIDDAY = tuple((day * DAY + 11 * 60 + 30, day * DAY + 14 * 60) for day in (2, 3, 4))
TIMES = (EVENINGS, MORNINGS, (*MORNINGS, *MIDDAY), (*EVENINGS, *MIDDAY), MIDDAY)
LEADERS = {  # who said in confidence to whom they report
    "bill.s@harbourfood.example": "Aroha Ngata",
    "callum.reid@citycouncil.example": "priya.raman@citycouncil.example",
    "sina.leavasa@citycouncil.example": "Priya Raman",
    "pania@refuge.example": "Ingrid Solberg",
}


def make_programme_in_spring(by: Person, *, also: Person, at: datetime) -> Programme:
    """The sample list taken in, and answered. `also` has been asked and has not answered."""
    with clock.held(at - timedelta(days=16)):
        programme = _opened(by)
        people, notes = invitee_rows_in(SAMPLE.read_bytes())
        draft_list(programme=programme, people=people, notes=notes)
        take_list(programme=programme)
        send_now(programme=programme)
        ask_one(programme=programme, known=InviteeRow(email=also.email, name=also.name))
        Letter.objects.waiting().filter(kind="asked").update(
            sent_at=clock.now(), body=b"", wrapped=b""
        )  # they all arrived long ago: nothing is to be printed when the demo begins
    chance = random.Random(24)  # noqa: S311  a believable past needs no secrets
    with clock.held(at - timedelta(days=9)):
        for invitee in Invitee.objects.filter(programme=programme).exclude(email=also.email):
            if invitee.name not in SILENT:
                _answer(invitee, chance)
    return programme


def _opened(by: Person) -> Programme:
    people, _notes = invitee_rows_in(SAMPLE.read_bytes())
    organisations = list(dict.fromkeys(one.organisation for one in people))
    return make_programme(
        by=by, name="Volunteer Wellington, spring", organisations=organisations, asks=ASKS
    )


def _answer(invitee: Invitee, chance: random.Random) -> None:
    known = known_of(invitee)
    person = make_person(invitee.name.split(maxsplit=1)[0], email=invitee.email)
    if invitee.name in NOT_NOW:
        say_no(invitee=invitee, by=person)
        return
    say_where_one_works(person=person, organisations=[(known.organisation, bool(known.is_paid))])
    leader = LEADERS.get(invitee.email)
    say(
        person=person,
        role=chance.choice(ROLES),
        experience=chance.randint(1, 30),
        trained=known.trained,
        languages=("English",),
        gender=chance.choice(GENDERS),
        ethnicity=chance.choice(ETHNICITIES),
        age=chance.choice(AGES),
        time_zone=invitee.programme.time_zone,
        free=chance.choice(TIMES),
        confidences=(Confidence(standing=Standing.REPORTS_TO, who=leader),) if leader else (),
    )
    say_yes(invitee=invitee, by=person)
