"""What is known of the groups of a programme in one quarter. For freezing only; no page reads it.

It asks for numbers: no table of what people wrote, no names.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from levelground.core.health import Facts, Quarter, state_of
from levelground.core.review import to_review
from levelground.formation.models import Publication
from levelground.groups.models import Group, Member
from levelground.reports.models import Summary
from levelground.reports.queries.health import Looked
from levelground.sessions.models import Rating

MEETS_WITHIN = timedelta(weeks=8)
LAST = 3  # sessions; with less than this share of the members there, a group dwindles
SHARE = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """One session that is over. `group`: the one that held it, by the name it had then."""

    group: int
    at: datetime
    people: int
    minutes: int
    is_review: bool


@dataclass(slots=True, kw_only=True)
class _People:
    """Who belonged to a group in a quarter: ids, to be counted."""

    all: set[int] = field(default_factory=set)
    counted: set[int] = field(default_factory=set)  # here, and in no other group
    at_the_end: set[int] = field(default_factory=set)

    @property
    def counted_elsewhere(self) -> int:
        return len(self.all) - len(self.counted)


def facts_in(looked: Looked, quarter: Quarter) -> list[Facts]:
    """Its groups as they were in this quarter. Those that a coordinator is in do not count.

    Groups that have become one are one. Somebody who was in two groups counts in the last, so that
    people of several groups can be added up.
    """
    begins, ends = (_midnight(day) for day in (quarter.first, quarter.next.first))
    became = _groups_from(looked, ends)
    ended = dict(
        Group.objects.filter(pk__in=became.values(), ended_at__lt=ends).values_list(
            "pk", "ended_at"
        )
    )
    own = Member.objects.filter(person__in=looked.by, group__in=became).values_list(
        "group", flat=True
    )
    not_counted = {became[group] for group in own}
    not_counted |= {pk for pk, at in ended.items() if at and at < begins}
    became = {old: group for old, group in became.items() if group not in not_counted}
    chosen = dict(Group.objects.filter(pk__in=became.values()).values_list("pk", "review_after"))
    people = _people(became, begins, ends)
    sessions = _sessions(became, ends)
    worth = _worth(became, begins, ends)
    return [
        _facts(
            pk,
            is_over=pk in ended,
            review_after=chosen[pk],
            people=people[pk],
            sessions=sessions[pk],
            worth=worth[pk],
            begins=begins,
            ends=ends,
        )
        for pk in sorted(set(became.values()))
        if people[pk].counted
    ]


def _groups_from(looked: Looked, ends: datetime) -> dict[int, int]:
    """By group of this programme: the group it had become by then, mostly itself.

    A group counts once: where it, or the first of those it was made of, came from first.
    """
    merged = {
        pk: into
        for pk, into in Group.objects.filter(
            ended_at__lt=ends, merged_into__isnull=False
        ).values_list("pk", "merged_into")
        if into
    }

    def last(group: int) -> int:
        while group in merged:
            group = merged[group]
        return group

    links = Publication.groups.through.objects.filter(publication__at__lt=ends)
    first: dict[int, int] = {}
    for group, publication in links.order_by("publication__at", "publication").values_list(
        "group", "publication"
    ):
        first.setdefault(last(group), publication)
    ours = {group for group, publication in first.items() if publication in looked.publications}
    return {pk: pk for pk in ours} | {pk: last(pk) for pk in merged if last(pk) in ours}


def _people(became: Mapping[int, int], begins: datetime, ends: datetime) -> dict[int, _People]:
    found: defaultdict[int, _People] = defaultdict(_People)
    rows = Member.objects.filter(group__in=became, joined_at__lt=ends).exclude(left_at__lt=begins)
    where: dict[int, int] = {}
    for group, person, is_active, left_at in rows.order_by("joined_at", "pk").values_list(
        "group", "person", "person__is_active", "left_at"
    ):
        ours = found[became[group]]
        ours.all.add(person)
        stays = left_at is None or left_at >= ends
        if stays and group == became[group]:
            ours.at_the_end.add(person)
        if is_active:  # whoever has closed their account is another nobody in each group
            where[person] = became[group]
    for person, group in where.items():
        found[group].counted.add(person)
    return found


def _sessions(became: Mapping[int, int], ends: datetime) -> dict[int, list[_Held]]:
    found: defaultdict[int, list[_Held]] = defaultdict(list)
    rows = Summary.objects.filter(group__in=became, closed_at__lt=ends, people__gt=1)
    for row in rows.order_by("closed_at"):
        found[became[row.group_id]].append(
            _Held(
                group=row.group_id,
                at=row.closed_at,
                people=row.people,
                minutes=row.minutes,
                is_review=row.is_review,
            )
        )
    return found


def _worth(
    became: Mapping[int, int], begins: datetime, ends: datetime
) -> dict[int, Counter[tuple[int, int]]]:
    """By group: how often each answer was given in each session."""
    found: defaultdict[int, Counter[tuple[int, int]]] = defaultdict(Counter)
    rows = Rating.objects.filter(
        session__group__in=became, session__closed_at__gte=begins, session__closed_at__lt=ends
    )
    for group, session, worth in rows.values_list("session__group", "session", "worth"):
        found[became[group]][session, worth] += 1
    return found


def _facts(
    pk: int,
    *,
    is_over: bool,
    review_after: int | None,
    people: _People,
    sessions: list[_Held],
    worth: Counter[tuple[int, int]],
    begins: datetime,
    ends: datetime,
) -> Facts:
    held = [one for one in sessions if one.at >= begins]
    own = [one for one in sessions if one.group == pk]
    last = [one.people for one in own[-LAST:]]
    members = len(people.at_the_end)
    raters: Counter[int] = Counter()
    for (session, _answer), times in worth.items():
        raters[session] += times

    def at_least(numbers: Iterable[int]) -> int:
        """So many of those who were there, or answered, are in no other group's figures."""
        return max(max(numbers, default=0) - people.counted_elsewhere, 0)

    return Facts(
        group=pk,
        people=len(people.counted),
        state=state_of(
            is_over=is_over,
            members=members,
            meets=bool(sessions) and sessions[-1].at >= ends - MEETS_WITHIN,
            half_empty=len(last) == LAST and sum(last) < SHARE * LAST * members,
            is_due=not to_review([one.is_review for one in own], after=review_after),
        ),
        sessions=len(held),
        minutes=sum(one.minutes for one in held),
        present=at_least(one.people for one in held),
        worth=tuple(answer for (_session, answer), times in worth.items() for _ in range(times)),
        raters=at_least(raters.values()),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
