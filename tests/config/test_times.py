"""Whoever reads a page reads it on their own clock."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone

from levelground.runtime import clock
from levelground.sessions.models import Session
from tests.make import make_group, make_person, signed_in
from tests.room import make_session

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def readers() -> dict[str, Client]:
    """Ada is in Auckland, Ben in Vancouver; their group meets at noon in Greenwich."""
    people = []
    for name, zone in (("Ada", "Pacific/Auckland"), ("Ben", "America/Vancouver"), ("Cai", "UTC")):
        people.append(person := make_person(name))
        person.time_zone = zone
        person.save()
    group = make_group(people=people)
    with clock.held(NOON):
        make_session(group=group, starts_at=NOON)
    return {person.name: signed_in(person) for person in people}


@pytest.mark.parametrize(
    ("who", "reads"),
    [("Ada", "Tuesday 3 March, 01:00"), ("Ben", "Monday 2 March, 04:00"), ("Cai", "12:00")],
)
def test_each_reads_the_time_of_a_session_on_their_own_clock(
    readers: dict[str, Client], who: str, reads: str
):
    assert reads in " ".join(readers[who].get("/").text.split())


def test_a_time_that_is_typed_is_meant_on_the_clock_of_who_types_it(readers: dict[str, Client]):
    group = Session.objects.get().group_id
    said = {"starts_at": "2026-03-10T18:30", "minutes": "60", "frame": "meeting"}
    with clock.held(NOON):
        page = readers["Ada"].get(f"/sessions/of/{group}/new/").text
        readers["Ada"].post(f"/sessions/of/{group}/new/", said)

    assert "On your own clock (Pacific/Auckland)." in page
    planned = Session.objects.latest("pk").starts_at
    assert planned == datetime(2026, 3, 10, 5, 30, tzinfo=UTC)


def test_what_one_reader_chose_is_not_the_next_readers(readers: dict[str, Client]):
    readers["Ada"].get("/")

    assert timezone.get_current_timezone_name() == timezone.get_default_timezone_name()
