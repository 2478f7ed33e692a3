"""Many groups with all their sessions, as tables would have them.

A few sessions are really held, by simulated members; the others are those again, with other people
on other days. So a thousand people's year takes minutes, and every page finds in it what it reads.
"""

from __future__ import annotations

import json
import random
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from levelground.accounts.models import Person
from levelground.demo.cast import make_group, make_person
from levelground.demo.holding import hold_session
from levelground.formation.models import Publication, Round
from levelground.groups.models import Group, Member
from levelground.reports.actions.certificates import sum_up
from levelground.reports.actions.freezing import freeze
from levelground.reviews.actions import tally
from levelground.runtime import clock
from levelground.sessions.models import Rating, Session, SessionEvent

PROCESSES = ("respond-in-turn", "consultancy", "what-made-it-work")
REVIEW, REVIEW_EVERY = "group-review", 6
FOUND = ((1, 2, 2, 3), (2, 2, 3, 3), (2, 3, 3, 4))  # how worth their time, early to late
TIME = re.compile(r'"(\d{4}-\d\d-\d\dT[^"]+)"')
NUMBER = re.compile(r'"(\d+)"')
AT_ONCE = 5_000  # rows
PER_ROUND = 50  # groups


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A session that was held, to be told again of others."""

    session: Session
    members: tuple[str, ...]
    lines: tuple[tuple[int, str, str], ...]  # version, kind, what as JSON


def build(
    *, until: datetime, groups: int = 200, size: int = 5, sessions: int = 24, seed: int = 7
) -> Person:
    """The year that ends at `until`; returns who coordinates it."""
    chance = random.Random(seed)  # noqa: S311  a believable past needs no secrets
    starts = until - timedelta(days=364)
    before = until - timedelta(days=400)
    with clock.held(before):
        tellers = _make_tellers(size)
    stories = hold_some(tellers, (before + timedelta(days=n) for n in range(9)), chance)
    with clock.held(starts):
        fay = make_person("Fay of the year", email="fay.of.the.year@example.org", is_staff=True)
        made = _make_groups(fay, groups, size)
    for group in made:
        tell(stories, group, days=_days(starts, sessions), chance=chance)
    count(until)
    return fay


def count(until: datetime) -> None:
    """What a server does beside the requests once sessions and quarters are over."""
    with clock.held(until):
        while sum_up() or tally():
            pass
        freeze(until)


def hold_some(group: Group, days: Iterable[datetime], chance: random.Random) -> dict[str, Story]:
    """One session of each kind, on the first of these days; by process."""
    members = _members(group)
    stories = {}
    for process, at in zip((*PROCESSES, REVIEW), days, strict=False):
        session = hold_session(group, at, process, chance)
        rows = session.events.order_by("version").values_list("version", "kind", "data")
        lines = tuple((version, kind, json.dumps(data)) for version, kind, data in rows)
        stories[process] = Story(session=session, members=members, lines=lines)
    return stories


def _make_tellers(size: int) -> Group:
    people = [
        make_person(f"Teller {number}", email=f"teller{number}@example.org")
        for number in range(size)
    ]
    return make_group(name="Tellers", people=people)


@transaction.atomic
def _make_groups(by: Person, groups: int, size: int) -> list[Group]:
    now = clock.now()
    people = Person.objects.bulk_create(
        Person(email=f"y{number}@example.org", name=f"Person {number}", joined_at=now)
        for number in range(groups * size)
    )
    made = Group.objects.bulk_create(Group(name=f"Group {number}") for number in range(groups))
    Member.objects.bulk_create(
        Member(group=made[number // size], person=person, joined_at=now)
        for number, person in enumerate(people)
    )
    for start in range(0, groups, PER_ROUND):
        round_ = Round.objects.create(by=by, name=f"Round {start // PER_ROUND + 1}", made_at=now)
        Publication.objects.create(round=round_, by=by, at=now).groups.set(
            made[start : start + PER_ROUND]
        )
    return made


@transaction.atomic
def tell(
    stories: Mapping[str, Story],
    group: Group,
    *,
    days: Sequence[datetime],
    chance: random.Random,
    reviews: bool = True,
) -> None:
    """All sessions of one group, on these days. Each story is of as many people as the group has."""
    members = _members(group)
    happened = []
    for number, at in enumerate(days, start=1):
        is_review = reviews and number % REVIEW_EVERY == 0
        process = REVIEW if is_review else chance.choice(PROCESSES)
        story = stories[process]
        happened.append((story, at - story.session.starts_at))
    rows = Session.objects.bulk_create(_moved(story, group, by) for story, by in happened)
    events = (
        event
        for row, (story, by) in zip(rows, happened, strict=True)
        for event in _retold(story, row, dict(zip(story.members, members, strict=True)), by)
    )
    SessionEvent.objects.bulk_create(events, batch_size=AT_ONCE)
    Rating.objects.bulk_create(
        Rating(
            session=row,
            rater=secrets.token_hex(32),
            worth=chance.choice(FOUND[number * len(FOUND) // len(rows)]),
        )
        for number, row in enumerate(rows)
        for _ in members
    )


def _members(group: Group) -> tuple[str, ...]:
    return tuple(str(pk) for pk in group.members.order_by("pk").values_list("pk", flat=True))


def _days(starts: datetime, sessions: int) -> list[datetime]:
    """Evenly over a year, the last a day before it is over."""
    return [starts + timedelta(days=363) / sessions * number for number in range(1, sessions + 1)]


def _moved(story: Story, group: Group, by: timedelta) -> Session:
    held = story.session
    return Session(
        group=group,
        starts_at=held.starts_at + by,
        minutes=held.minutes,
        frame=held.frame,
        version=held.version,
        last_at=held.last_at and held.last_at + by,
        opened_at=held.opened_at and held.opened_at + by,
        closed_at=held.closed_at and held.closed_at + by,
    )


def _retold(
    story: Story, session: Session, people: Mapping[str, str], by: timedelta
) -> Iterator[SessionEvent]:
    def moved(found: re.Match[str]) -> str:
        return json.dumps((datetime.fromisoformat(found[1]) + by).isoformat())

    def other(found: re.Match[str]) -> str:
        return json.dumps(people.get(found[1], found[1]))

    for version, kind, data in story.lines:
        what = json.loads(TIME.sub(moved, NUMBER.sub(other, data)))
        yield SessionEvent(session=session, version=version, kind=kind, data=what)
