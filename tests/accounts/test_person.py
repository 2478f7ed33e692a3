from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from levelground.accounts.actions.people import expect
from levelground.accounts.models import Person
from levelground.core.addresses import canonical
from tests.make import make_person

pytestmark = pytest.mark.django_db


def test_an_address_belongs_to_one_person_however_it_is_written():
    make_person("Ada")
    ben = make_person("Ben")

    ben.email = "ADA@example.org"
    with pytest.raises(ValueError, match="not canonical"), transaction.atomic():
        ben.save()
    ben.email = canonical("ADA@example.org")
    with pytest.raises(IntegrityError):
        ben.save()


def test_expecting_somebody_twice_is_expecting_them_once():
    first, second = expect(email="new@example.org"), expect(email="new@example.org")

    assert first == second
    assert Person.objects.count() == 1


def test_a_person_prints_neither_name_nor_address():
    ada = make_person("Ada")

    assert not [text for text in (str(ada), repr(ada)) if "Ada" in text or "@" in text]
