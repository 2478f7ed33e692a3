"""What coordinators look after, the facts of its groups, and what has been published of it.

Pages read `published`, which is rounded and of many. `facts_in` is for freezing only, and asks for
numbers: no table of what people wrote, no names.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Q

from levelground.accounts.models import Person
from levelground.core.health import (
    Facts,
    Figures,
    Number,
    Quarter,
    State,
    state_of,
)
from levelground.formation.models import Publication
from levelground.groups.models import Group, Member
from levelground.reports.models import Frozen, Summary
from levelground.sessions.models import Rating

MEETS_WITHIN = timedelta(weeks=8)
LAST = 3  # sessions; with less than this share of the members there, a group dwindles
SHARE = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A programme, or a round that belongs to none, from its first groups on."""

    key: str  # programme-3, round-7
    name: str
    since: date
    by: int  # who coordinates
    publications: tuple[int, ...]


def looked_after_by(person: Person) -> dict[str, Looked]:
    """What this coordinator looks after, by key. Nothing for anybody else."""
    if not (person.is_active and person.is_staff):
        return {}
    theirs = Q(round__programme__by=person) | Q(round__programme=None, round__by=person)
    return {one.key: one for one in _looked(theirs)}


def all_looked_after() -> list[Looked]:
    return _looked(Q())


def published(looked: Looked) -> list[tuple[Quarter, Figures]]:
    """What has been frozen of it, oldest first."""
    return [
        (Quarter(row.year, row.quarter), _figures(row.figures))
        for row in Frozen.objects.filter(**owner_of(looked))
    ]


def owner_of(looked: Looked) -> dict[str, int]:
    kind, _, pk = looked.key.partition("-")
    return {kind: int(pk)}


def as_kept(figures: Figures) -> dict[str, object]:
    return {
        "groups": figures.groups,
        "people": figures.people,
        "hours": figures.hours,
        "sessions": figures.sessions,
        "worth": figures.worth,
        "states": {state: [n.least, n.most] for state, n in figures.states.items()},
    }


def facts_in(looked: Looked, quarter: Quarter) -> list[Facts]:
    """Its groups as they were in this quarter. Those that the coordinator is in do not count."""
    begins, ends = (_midnight(day) for day in (quarter.first, quarter.next.first))
    groups = dict(
        Group.objects.filter(pk__in=_groups_from(looked, ends))
        .exclude(members__person=looked.by)
        .filter(Q(ended_at=None) | Q(ended_at__gte=begins))
        .values_list("pk", "ended_at")
    )
    members = _members(groups, begins, ends)
    sessions = _sessions(groups, ends)
    worth = _worth(groups, begins, ends)
    return [
        _facts(
            pk,
            is_over=ended_at is not None and ended_at < ends,
            people=members[pk],
            sessions=sessions[pk],
            worth=worth[pk],
            begins=begins,
            ends=ends,
        )
        for pk, ended_at in groups.items()
        if members[pk][0]
    ]


def _looked(which: Q) -> list[Looked]:
    rows = Publication.objects.filter(which).select_related("round__programme").order_by("at", "pk")
    found: dict[str, list[Publication]] = defaultdict(list)
    for row in rows:
        programme = row.round.programme
        found[f"programme-{programme.pk}" if programme else f"round-{row.round_id}"].append(row)
    return [_one(key, publications) for key, publications in found.items()]


def _one(key: str, publications: list[Publication]) -> Looked:
    first = publications[0].round
    programme = first.programme
    return Looked(
        key=key,
        name=programme.name if programme else first.name,
        since=publications[0].at.date(),
        by=programme.by_id if programme else first.by_id,
        publications=tuple(one.pk for one in publications),
    )


def _groups_from(looked: Looked, ends: datetime) -> list[int]:
    """A group counts once: where it came from first."""
    links = Publication.groups.through.objects.filter(publication__at__lt=ends)
    first: dict[int, int] = {}
    for group, publication in links.order_by("publication__at", "publication").values_list(
        "group", "publication"
    ):
        first.setdefault(group, publication)
    return [group for group, publication in first.items() if publication in looked.publications]


def _members(
    groups: Iterable[int], begins: datetime, ends: datetime
) -> defaultdict[int, tuple[int, int]]:
    """By group: how many belonged to it in the quarter, how many at its end."""
    found: defaultdict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    rows = Member.objects.filter(group__in=groups, joined_at__lt=ends).filter(
        Q(left_at=None) | Q(left_at__gte=begins)
    )
    for group, left_at in rows.values_list("group", "left_at"):
        some, stayed = found[group]
        found[group] = (some + 1, stayed + (left_at is None or left_at >= ends))
    return found


def _sessions(
    groups: Iterable[int], ends: datetime
) -> defaultdict[int, list[tuple[datetime, int, int, bool]]]:
    """By group: when each session closed, how many were there, minutes of all, whether a review."""
    found: defaultdict[int, list[tuple[datetime, int, int, bool]]] = defaultdict(list)
    rows = Summary.objects.filter(group__in=groups, closed_at__lt=ends, people__gt=1)
    for row in rows.order_by("closed_at"):
        found[row.group_id].append((row.closed_at, row.people, row.minutes, row.is_review))
    return found


def _worth(
    groups: Iterable[int], begins: datetime, ends: datetime
) -> defaultdict[int, Counter[tuple[int, int]]]:
    """By group: how often each answer was given in each session."""
    found: defaultdict[int, Counter[tuple[int, int]]] = defaultdict(Counter)
    rows = Rating.objects.filter(
        session__group__in=groups, session__closed_at__gte=begins, session__closed_at__lt=ends
    )
    for group, session, worth in rows.values_list("session__group", "session", "worth"):
        found[group][session, worth] += 1
    return found


def _facts(
    pk: int,
    *,
    is_over: bool,
    people: tuple[int, int],
    sessions: list[tuple[datetime, int, int, bool]],
    worth: Counter[tuple[int, int]],
    begins: datetime,
    ends: datetime,
) -> Facts:
    held = [one for one in sessions if one[0] >= begins]
    reviews = [number for number, one in enumerate(sessions) if one[3]]
    last = [one[1] for one in sessions[-LAST:]]
    raters: Counter[int] = Counter()
    for (session, _answer), times in worth.items():
        raters[session] += times
    return Facts(
        group=pk,
        people=people[0],
        state=state_of(
            is_over=is_over,
            members=people[1],
            meets=bool(sessions) and sessions[-1][0] >= ends - MEETS_WITHIN,
            half_empty=len(last) == LAST and sum(last) < SHARE * LAST * people[1],
            since_review=len(sessions) - (reviews[-1] + 1 if reviews else 0),
            reviews=len(reviews),
        ),
        sessions=len(held),
        minutes=sum(one[2] for one in held),
        present=max((one[1] for one in held), default=0),
        worth=tuple(answer for (_session, answer), times in worth.items() for _ in range(times)),
        raters=max(raters.values(), default=0),
    )


def _figures(kept: dict[str, object]) -> Figures:
    states = kept.get("states")
    numbers = states if isinstance(states, dict) else {}
    said = {name: value for name, value in kept.items() if name != "states"}
    return Figures(
        **said,  # type: ignore[arg-type]  # as `as_kept` wrote it
        states={State(name): Number(least=n[0], most=n[1]) for name, n in numbers.items()},
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
