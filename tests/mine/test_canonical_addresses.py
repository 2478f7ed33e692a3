"""Addresses stored before they had to be canonical: mended where it is sure, else left and named."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from levelground.accounts.actions.canonical import make_canonical
from levelground.accounts.models import Person
from levelground.programmes import store
from levelground.programmes.actions.invitations import ask_one
from levelground.programmes.domain.packing import InviteeRow
from levelground.programmes.models import Invitee
from tests.make import make_person, make_programme

pytestmark = pytest.mark.django_db


def stored_before(row: Any, email: str) -> None:
    """As an older version may have left it."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {row._meta.db_table} SET email = %s WHERE id = %s",  # noqa: S608  ours
            [email, row.pk],
        )


def address_of(row: Any) -> str:
    row.refresh_from_db()
    email: str = row.email
    return email


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ada@tūhoe.example", "ada@xn--thoe-v7a.example"),
        ("ada@Example.org", "ada@example.org"),
        ("ada@straße.example", "ada@strasse.example"),  # where Django sent the letters
        ("ſam@example.org", "ſam@example.org"),  # nobody knows whose that is: not Sam's
        ("i\u0307da@example.org", "i\u0307da@example.org"),
    ],
)
def test_an_address_becomes_that_of_the_mailbox_which_was_proved(before: str, after: str):
    ada = make_person("Ada")
    stored_before(ada, before)

    for _again in range(2):
        assert make_canonical(Person) == (before == after)
        assert address_of(ada) == after


def test_two_accounts_of_one_mailbox_are_named_and_both_stay(caplog: pytest.LogCaptureFixture):
    one, other = make_person("Ada", email="ada@xn--thoe-v7a.example"), make_person("Ada too")
    stored_before(other, "ada@tūhoe.example")

    with caplog.at_level(logging.WARNING):
        assert make_canonical(Person) == 1

    assert address_of(one) == "ada@xn--thoe-v7a.example"
    assert address_of(other) == "ada@tūhoe.example"
    assert caplog.messages == [
        f"accounts.Person {other.pk} keeps its address: another row has the same mailbox."
    ]
    other.name = "Ada T"
    other.save(update_fields=["name"])  # whoever is signed in goes on, and can give another address


def test_it_can_be_run_again_on_a_database_in_a_file(on_disk: Path):
    """Each row is a transaction of its own there, and the one that is left does not stop the others."""
    make_person("Sam", email="sam@xn--thoe-v7a.example")
    stored_before(make_person("Sam too"), "sam@tūhoe.example")
    for number in range(3):
        stored_before(make_person(f"Ada {number}"), f"ada{number}@tūhoe.example")

    for _again in range(2):
        assert make_canonical(Person) == 1
    assert Person.objects.filter(email__endswith="@xn--thoe-v7a.example").count() == 4


def test_what_a_list_said_opens_under_the_new_address(capsys: pytest.CaptureFixture[str]):
    programme = make_programme(by=make_person("Fay", is_staff=True))
    known = InviteeRow(email="ada@tūhoe.example", name="Ada", organisation="Council")
    ask_one(programme=programme, known=InviteeRow(email="ada@x.example", name="Ada"))
    place = Invitee.objects.get()
    stored_before(place, known.email)
    place.refresh_from_db()
    place.wrapped = b""
    store.seal_row(place, known)
    Invitee.objects.filter(pk=place.pk).update(
        wrapped=place.wrapped, wrapped_with=place.wrapped_with, known=place.known
    )

    call_command("canonical_addresses")

    place.refresh_from_db()
    assert place.email == "ada@xn--thoe-v7a.example"
    opened = store.open_row(place)
    assert (opened.email, opened.organisation) == (place.email, "Council")
    assert "Every stored address is canonical" in capsys.readouterr().out


def test_control_a_sealed_place_under_another_address_does_not_open():
    programme = make_programme(by=make_person("Fay", is_staff=True))
    ask_one(programme=programme, known=InviteeRow(email="ada@x.example", name="Ada"))
    place = Invitee.objects.get()
    place.email = "ada@y.example"

    with pytest.raises(Exception, match=r"."):
        store.open_row(place)
