"""What somebody says is wrong with a group, as the rules know it. Pure; nobody is shown what was said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from levelground.core.formation import Free, Person
from levelground.core.formation.people import WEEK
from levelground.core.formation.reading.profiles import Standing
from levelground.formation.domain.roster import Listed


class Objection(StrEnum):
    """What can be wrong, from the side of whoever says it."""

    UNDER = "under"  # I report to somebody here, or they assess or pay me
    OVER = "over"  # somebody here reports to me, or I assess or pay them
    APART = "apart"  # I would rather not be with somebody here
    TIME = "time"
    ELSE = "else"
    OUT = "out"  # I do not want to take part after all


STANDINGS = {
    Objection.UNDER: Standing.UNDER,
    Objection.OVER: Standing.OVER,
    Objection.APART: Standing.APART,
}
"""What is about one other person, as it is told in confidence for the rounds to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekly:
    """A weekly meeting on the wall clock of a zone, over some weeks."""

    minute: int
    minutes: int
    zone: str
    first: date
    last: date


def with_objection(
    listed: Listed,
    *,
    by: int,
    kind: Objection,
    whom: int | None,
    beside: Sequence[int],
    meets: Weekly | None,
) -> Listed:
    """The list as it is after `by` has said so. beside: the others in the group."""
    people = list(listed.people)
    me = people[by]
    match kind:
        case Objection.UNDER if whom is not None:
            other = people[whom]
            people[whom] = replace(other, answers_for=_more(other.answers_for, me.id))
        case Objection.OVER if whom is not None:
            people[by] = replace(me, answers_for=_more(me.answers_for, people[whom].id))
        case Objection.APART if whom is not None:
            people[by] = replace(me, not_together=_more(me.not_together, people[whom].id))
        case Objection.ELSE:
            apart = _more(me.not_together, *(people[one].id for one in beside))
            people[by] = replace(me, not_together=apart)
        case Objection.TIME if meets is not None:
            people[by] = replace(me, free=without(me, meets))
        case Objection.OUT:
            people[by] = Person(  # the line of others runs through them
                id=me.id, name=me.name, opted_in=False, reports_to=me.reports_to
            )
            return replace(listed, people=tuple(people), gone=listed.gone | {by})
    return replace(listed, people=tuple(people))


def without(person: Person, meets: Weekly) -> tuple[Free, ...]:
    """Somebody's free time without a weekly meeting, on their own clock on each of its dates."""
    busy = set()
    here, there = ZoneInfo(person.time_zone or meets.zone), ZoneInfo(meets.zone)
    for day in _dates(meets):
        local = datetime.combine(day, time(), tzinfo=there) + timedelta(minutes=meets.minute % 1440)
        own = local.astimezone(UTC).astimezone(here)
        busy.add(own.weekday() * 1440 + own.hour * 60 + own.minute)
    free = list(person.free)
    for start in busy:
        for shift in (-WEEK, 0, WEEK):
            free = [
                part
                for one in free
                for part in _cut(one, start + shift, start + shift + meets.minutes)
            ]
    return tuple(free)


def _dates(meets: Weekly) -> Iterable[date]:
    day = meets.first + timedelta(days=(meets.minute // 1440 - meets.first.weekday()) % 7)
    while day <= meets.last:
        yield day
        day += timedelta(weeks=1)


def _cut(free: Free, starts: int, ends: int) -> list[Free]:
    if ends <= free.starts or starts >= free.ends:
        return [free]
    parts = [(free.starts, min(starts, free.ends)), (max(ends, free.starts), free.ends)]
    return [Free(starts=one, ends=other) for one, other in parts if one < other]


def _more(known: tuple[str, ...], *ids: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*known, *ids)))
