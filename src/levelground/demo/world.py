"""A believable world: one group in mid-life with history, and a session that can be joined now."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from levelground.accounts.models import Person
from levelground.commitments.actions import note_alone
from levelground.demo.agreement import agree, begin_naming
from levelground.demo.cast import make_group, make_person
from levelground.demo.confirming import make_round_being_asked
from levelground.demo.dates import make_year_of_dates
from levelground.demo.forming import make_round_to_form
from levelground.demo.holding import MINUTES, hold_session
from levelground.demo.past import make_programme_of_a_year
from levelground.demo.programme import make_programme_in_spring
from levelground.groups.models import Group
from levelground.runtime import clock
from levelground.sessions.actions.sessions import plan_session
from levelground.sessions.models import Session

HISTORY = (  # weeks ago, the process they worked with
    (8, "respond-in-turn"),
    (6, "solution-focused-reflecting-team"),
    (4, "what-made-it-work"),
    (2, "consultancy"),
)
ALONE = (  # weeks ago, how work was, and why
    (9, 3, "I cannot see the end of the reporting."),
    (7, 4, ""),
    (5, 4, "Said no once. Nothing happened."),
    (3, 6, ""),
    (1, 7, "The Tuesday group again: I knew what to do by the time I had said it aloud."),
)
SEED = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What there is to see, and as whom."""

    group: Group
    session: Session
    people: tuple[Person, ...]


def build(at: datetime) -> World:
    """Everything, with a past that ends at `at`."""
    people = tuple(make_person(name) for name in ("Ada", "Ben", "Cai", "Hana", "Tama"))
    with clock.held(at - timedelta(weeks=10)):
        group = make_group(name="Tuesday group", people=people)
        dana = make_person("Dana")
        fay = make_person("Fay", is_staff=True)
    agree(group, first_at=at - timedelta(weeks=10), then_at=at - timedelta(weeks=5))
    chance = random.Random(SEED)  # noqa: S311  a believable past needs no secrets
    for weeks, process in HISTORY:
        hold_session(group, at - timedelta(weeks=weeks), process, chance)
    with clock.held(at):
        session = plan_session(
            group=group, by=people[0], starts_at=at, minutes=MINUTES, frame="meeting"
        )
        make_round_to_form(fay)
        make_round_being_asked(fay, dana)
    make_year_of_dates(group, at=at)
    _note_how_work_is(people[0], at)
    begin_naming((people[0], people[2], people[4]), at=at)
    make_programme_of_a_year(fay, at=at)
    make_programme_in_spring(fay, also=dana, at=at)
    return World(group=group, session=session, people=people)


def _note_how_work_is(person: Person, at: datetime) -> None:
    """What one of them noted over the weeks, for nobody else."""
    for weeks, figure, text in ALONE:
        with clock.held(at - timedelta(weeks=weeks)):
            note_alone(person=person, figure=figure, text=text)


def session_to_join() -> Session:
    """The one of the demo that has not begun or is running."""
    return Session.objects.open().latest("starts_at")
