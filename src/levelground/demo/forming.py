"""A coordinator with a round that is ready to be searched."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from levelground import formation
from levelground.accounts.models import Person
from levelground.core.formation import OrganisationRule
from levelground.core.formation.reading.people_list import read
from levelground.formation.actions.rounds import (
    begin_round,
    draft_people,
    give_addresses,
    set_rules,
    take_people,
)
from levelground.formation.domain.roster import Listed
from levelground.formation.models import Round
from levelground.formation.queries.rounds import rules_of

SAMPLE = Path(formation.__file__).parent / "static" / "formation" / "people.csv"
SECONDS = 10


def make_round_to_form(by: Person) -> Round:
    """The sample's 48 people of seven organisations, with rules and addresses."""
    round_ = begin_round(by=by, name="Spring")
    rules, weights = rules_of(round_)
    rules = replace(
        rules, time_zone="Pacific/Auckland", organisation=OrganisationRule.EXTERNAL, grades_apart=3
    )
    found = read(SAMPLE.read_bytes(), rules, weights)
    draft_people(round_=round_, listed=Listed(people=found.people, notes=found.notes))
    take_people(round_=round_)
    set_rules(round_=round_, rules=rules, weights=weights, seconds=SECONDS)
    addresses = {
        number: f"{person.name}@somewhere.example".lower()
        for number, person in enumerate(found.people)
    }
    give_addresses(round_=round_, addresses=addresses)
    return round_
