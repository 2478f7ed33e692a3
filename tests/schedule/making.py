"""Dates and letters for the tests of the schedule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import icalendar
import recurring_ical_events
from django.core import mail

from levelground.accounts.models import Person
from levelground.groups.models import Group, Member
from levelground.groups.queries.groups import member_of
from levelground.runtime import clock
from levelground.schedule.models import Date

AUCKLAND = "Pacific/Auckland"


def first_date(group: Group) -> Date:
    return nth_date(group, 0)


def nth_date(group: Group, number: int) -> Date:
    dates = Date.objects.filter(schedule__group=group, schedule__ended_at=None)
    return dates.order_by("starts_at").select_related("schedule__group")[number]


def place_of(person: Person, group: Group) -> Member:
    found = member_of(person, group)
    assert found
    return found


def live_in(person: Person, zone: str) -> None:
    person.time_zone = zone
    person.save(update_fields=["time_zone"])


@contextmanager
def at(said: str) -> Iterator[datetime]:
    when = datetime.fromisoformat(said).replace(tzinfo=UTC)
    with clock.held(when):
        yield when


# Letters, and what other programs read in them


def letters_to(person: Person) -> list[Any]:
    return [letter for letter in mail.outbox if letter.to == [person.email]]


def link_in(letter: Any) -> str:
    """The path of the link by which somebody answers."""
    found = re.search(r"(/coming/\S+)", str(letter.body))
    assert found, letter.body
    return found[1]


def calendar_in(letter: Any) -> str:
    [(content, kind)] = letter.alternatives
    assert kind.startswith("text/calendar; method=")
    return str(content)


def read_by_others(text: str) -> list[tuple[datetime, str]]:
    """When (UTC) and with what status, as an independent program reads a calendar."""
    calendar = icalendar.Calendar.from_ical(text)
    events = recurring_ical_events.of(calendar).between(date(2020, 1, 1), date(2040, 1, 1))
    return sorted(
        (event["DTSTART"].dt.astimezone(UTC), str(event.get("STATUS", ""))) for event in events
    )
