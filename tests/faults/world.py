"""A small world on disk for a server that will be killed: people, groups, sessions, sign-ins.

Run by `make`, in a process of its own: the tests' settings point at another database.
"""

from __future__ import annotations

import argparse
import json
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.installation import move_in, told_by

NAMES = ("Ada", "Ben", "Cai", "Hana", "Tama", "Rewi", "Mere", "Ines")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    name: str
    email: str
    person: int
    member: int
    cookie: str  # of a sign-in


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    people: tuple[Person, ...]
    sessions: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    folder: Path
    groups: tuple[Group, ...]

    def copy_to(self, folder: Path) -> World:
        """The same world in another folder. Nobody may have it open."""
        shutil.copytree(self.folder, folder)
        return World(folder=folder, groups=self.groups)


def make(
    folder: Path,
    *,
    groups: int = 1,
    sessions: int = 1,
    people: int = 5,
    remind: bool = False,
    **more: str,
) -> World:
    """Make a world in this folder. `more` is environment: DATABASE_URL, frame, minutes.

    `remind`: each group has a date of which everybody is to be reminded.
    """
    frame, minutes = more.pop("frame", "meeting"), more.pop("minutes", "90")
    given = [
        f"--groups={groups}", f"--sessions={sessions}", f"--people={people}",
        f"--frame={frame}", f"--minutes={minutes}", *(["--remind"] if remind else []),
    ]  # fmt: skip
    found = told_by("tests.faults.world", *given, folder=folder, **more)
    return World(folder=folder, groups=tuple(_group(group) for group in found))


def _group(found: dict[str, Any]) -> Group:
    people = tuple(Person(**person) for person in found["people"])
    return Group(people=people, sessions=tuple(found["sessions"]))


def main() -> None:
    parser = argparse.ArgumentParser()
    for name, usual in (("groups", 1), ("sessions", 1), ("people", 5), ("minutes", 90)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--frame", default="meeting")
    parser.add_argument("--remind", action="store_true")
    asked = parser.parse_args()
    move_in("tests.faults.world")
    print(json.dumps([asdict(_make_group(number, asked)) for number in range(asked.groups)]))  # noqa: T201


def _make_group(number: int, asked: argparse.Namespace) -> Group:
    from levelground.demo.cast import make_group, make_person  # noqa: PLC0415
    from levelground.groups.queries.groups import current_members  # noqa: PLC0415
    from levelground.runtime import clock  # noqa: PLC0415
    from levelground.sessions.actions.sessions import plan_session  # noqa: PLC0415

    tail = f" {number}" if number else ""
    people = [
        make_person(f"{name}{tail}", email=f"{name}-{number}@example.org".lower())
        for name in NAMES[: asked.people]
    ]
    group = make_group(name=f"Group {number}", people=people)
    members = {member.person_id: member.pk for member in current_members(group=group)}
    sessions = [
        plan_session(
            group=group,
            by=people[0],
            starts_at=clock.now(),
            minutes=asked.minutes,
            frame=asked.frame,
        ).pk
        for _ in range(asked.sessions)
    ]
    if asked.remind:
        _make_date_to_remind_of(group)
    return Group(
        people=tuple(
            Person(
                name=person.name,
                email=person.email,
                person=person.pk,
                member=members[person.pk],
                cookie=_sign_in(person),
            )
            for person in people
        ),
        sessions=tuple(sessions),
    )


def _make_date_to_remind_of(group: Any) -> None:
    """In three days, known for two weeks: the letter of a week before has not left yet."""
    from levelground.demo.cast import make_dates  # noqa: PLC0415
    from levelground.letters.models import Letter  # noqa: PLC0415
    from levelground.runtime import clock  # noqa: PLC0415
    from levelground.schedule.models import Schedule  # noqa: PLC0415

    make_dates(group, first=(clock.now() + timedelta(days=3)).date())
    Schedule.objects.update(made_at=clock.now() - timedelta(days=14))
    Letter.objects.all().delete()


def _sign_in(person: Any) -> str:
    from django.conf import settings  # noqa: PLC0415
    from django.contrib.auth import (  # noqa: PLC0415
        BACKEND_SESSION_KEY,
        HASH_SESSION_KEY,
        SESSION_KEY,
    )

    from levelground.live.sign_ins import SessionStore  # noqa: PLC0415

    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.set_expiry(datetime.now(UTC) + timedelta(days=1000))  # some tests jump to other years
    store.save()
    return str(store.session_key)


if __name__ == "__main__":
    main()
