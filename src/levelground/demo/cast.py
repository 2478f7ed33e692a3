"""The cast: the same few people in tests, in the demo and on screenshots.

Ada, Ben, Cai, Hana and Tama are a group of equals; Dana is a stranger, Eli has left, Fay is staff.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from datetime import timedelta

from levelground.accounts.models import Person
from levelground.core.schedule import Rhythm
from levelground.groups.models import Group, Member
from levelground.programmes.actions.programmes import Frame, open_programme
from levelground.programmes.models import Programme
from levelground.runtime import clock
from levelground.schedule.actions import Plan, make_schedule
from levelground.schedule.models import Schedule
from levelground.schedule.pages.dates import first_day_of

AUCKLAND = "Pacific/Auckland"
TUESDAY = 24 * 60  # in minutes from Monday, midnight
MEMBERS = ("Ada", "Ben", "Cai", "Hana", "Tama")


def make_person(name: str, *, email: str = "", is_staff: bool = False) -> Person:
    address = email or f"{'.'.join(name.split())}@example.org"
    return Person.objects.create_user(address, name=name, is_staff=is_staff)


def make_group(
    *,
    name: str = "Tuesday group",
    people: Sequence[Person] | None = None,
    members: int = 3,
    quorum: int = 3,
) -> Group:
    """A group of these people, or of the first few of the cast."""
    group = Group.objects.create(name=name, quorum=quorum)
    for person in people if people is not None else [make_person(n) for n in MEMBERS[:members]]:
        join(group, person)
    return group


def make_programme(
    *,
    by: Person,
    name: str = "Spring",
    kind: Programme.Kind = Programme.Kind.EXTERNAL,
    organisations: Sequence[str] = ("Harbour Food Bank", "City Council"),
    minutes: int = 90,
    asks: str = "",
) -> Programme:
    """A programme that begins in six weeks and lasts for half a year. Nobody is asked yet."""
    starts_on = clock.now().date() + timedelta(weeks=6)
    frame = Frame(
        name=name,
        kind=kind,
        organisations=organisations,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(weeks=26),
        time_zone=by.time_zone,
        minutes=minutes,
        every=2,
        asks=asks,
        agency="Volunteer Wellington",
        agency_address="Level 7, 186 Willis Street, Wellington",
        law="",
        is_health_setting=False,
    )
    return open_programme(by=by, frame=frame)


def join(group: Group, person: Person) -> Member:
    return Member.objects.create(group=group, person=person, joined_at=clock.now())


def leave(member: Member) -> None:
    member.left_at = clock.now()
    member.save(update_fields=["left_at"])


def make_dates(
    group: Group,
    *,
    rhythm: Rhythm = Rhythm.FORTNIGHTLY,
    first: dt.date | None = None,
    time: dt.time = dt.time(19),
    zone: str = AUCKLAND,
    minutes: int = 90,
    country: str = "",
    region: str = "",
) -> Schedule:
    """A year of dates; unless said otherwise, every second Tuesday evening from the next one on."""
    plan = Plan(
        rhythm=rhythm,
        first=first or first_day_of(TUESDAY, zone),
        time=time,
        zone=zone,
        minutes=minutes,
        country=country,
        region=region,
    )
    return make_schedule(group=group, plan=plan)
