from __future__ import annotations

import pytest

from levelground.accounts.models import Person
from levelground.programmes.models import Programme
from tests.make import make_person, make_programme
from tests.programmes.making import Desk, Phone, ask, known


@pytest.fixture
def fay(db: None) -> Person:
    return make_person("Fay", is_staff=True)


@pytest.fixture
def programme(fay: Person) -> Programme:
    return make_programme(by=fay)


@pytest.fixture
def desk(programme: Programme) -> Desk:
    return Desk(programme)


@pytest.fixture
def dana(programme: Programme) -> Person:
    """Somebody with an account who has been asked and has not answered."""
    ask(programme, known("Dana"))
    return make_person("Dana")


@pytest.fixture
def phone(programme: Programme, dana: Person) -> Phone:
    return Phone(programme, dana)
