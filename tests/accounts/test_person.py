from __future__ import annotations

import pytest
from django.db import IntegrityError, connection

from levelground.accounts.actions import expect
from levelground.accounts.models import Person
from tests.make import make_person

pytestmark = pytest.mark.django_db


def test_an_address_belongs_to_one_person_however_it_is_written():
    make_person("Ada")
    ben = make_person("Ben")

    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_person SET email = 'ADA@example.org' WHERE id = %s", [ben.pk]
        )


def test_expecting_somebody_twice_is_expecting_them_once():
    first, second = expect(email="New@example.org"), expect(email="new@Example.org ")

    assert first == second
    assert Person.objects.count() == 1


def test_a_person_prints_neither_name_nor_address():
    ada = make_person("Ada")

    assert not [text for text in (str(ada), repr(ada)) if "Ada" in text or "@" in text]
