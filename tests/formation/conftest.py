from __future__ import annotations

import pytest
from django.core import mail

from levelground.accounts.models import Person
from levelground.demo.cast import make_person
from levelground.formation.queries.rounds import version_of
from tests.formation.making import Desk, make_proposal, make_round


@pytest.fixture
def fay(db: None) -> Person:
    return make_person("Fay", is_staff=True)


@pytest.fixture
def desk(fay: Person) -> Desk:
    """A round of ten people in two groups."""
    return Desk(make_proposal(fay))


@pytest.fixture
def asked(desk: Desk) -> Desk:
    """A round of ten people in two groups, who have all been asked."""
    desk.post("publication/", version=version_of(desk.round))
    mail.outbox.clear()
    return desk


@pytest.fixture
def fresh(fay: Person) -> Desk:
    """A round with ten people that has not been searched."""
    return Desk(make_round(fay))
