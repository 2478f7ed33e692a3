"""How far a group has come in finding its time, as one of its members may see it."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from levelground.accounts.models import Person
from levelground.core.schedule import Span, Week, slots
from levelground.groups.models import Group
from levelground.groups.queries.groups import current_members
from levelground.runtime import clock
from levelground.schedule.domain.sentences import on_another_wall, suits_in_words, time_of_the_week
from levelground.schedule.models import FreeWeek, Poll, Slot

ENOUGH = 2  # weeks, to look for what they have in common
ENOUGH_TO_MISS_ONE = 3  # of two, one is not most
SHOWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A time that was found, in words. `own`: on the reader's clock, if that shows another time."""

    minute: int
    when: str
    own: str
    suits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTime:
    """A time of the week on the clock of a zone."""

    minute: int
    zone: str
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Where the group is: weeks are painted, a time is proposed, a time is chosen."""

    poll: Poll | None
    members: int
    painted: int
    have_you_painted: bool
    suggestions: tuple[Suggestion, ...]
    slot: Slot | None
    slot_when: str = ""
    slot_own: str = ""
    yeses: int = 0
    have_you_said_yes: bool = False
    minutes: int = 0


def finding_of(group: Group, person: Person) -> Finding:
    """The latest poll of a group: the open one, or that by which it found its time."""
    members = list(current_members(group=group))
    poll = Poll.objects.filter(group=group).order_by("-pk").first()
    slot = poll.slots.filter(dropped_at=None).first() if poll else None
    here = {member.pk: member.person_id for member in members}
    weeks = list(poll.weeks.filter(member__in=here)) if poll and slot is None else []
    yeses = (
        set(slot.yeses.filter(member__in=here).values_list("member", flat=True)) if slot else set()
    )
    return Finding(
        poll=poll,
        members=len(members),
        painted=len(weeks),
        have_you_painted=any(here[week.member_id] == person.pk for week in weeks),
        suggestions=_suggestions(poll, weeks, here, person) if poll else (),
        slot=slot,
        slot_when=time_of_the_week(slot.minute) if slot else "",
        slot_own=_own(slot.minute, poll, person) if slot and poll else "",
        yeses=len(yeses),
        have_you_said_yes=any(here[member] == person.pk for member in yeses),
        minutes=poll.minutes if poll else group.minutes,
    )


def own_week(poll: Poll | None, person: Person) -> tuple[Span, ...]:
    """What this person painted, for the form to show."""
    painted = poll.weeks.filter(member__person=person).first() if poll else None
    return _spans(painted) if painted else ()


def found_time(group: Group) -> FoundTime | None:
    """The time that everybody said yes to: in a poll, or else when the group was formed."""
    slot = (
        Slot.objects.filter(poll__group=group)
        .exclude(chosen_at=None)
        .select_related("poll")
        .order_by("-chosen_at")
        .first()
    )
    if slot is not None:
        return FoundTime(minute=slot.minute, zone=slot.poll.zone, minutes=slot.poll.minutes)
    if group.slot_minute is None:
        return None
    return FoundTime(minute=group.slot_minute, zone=group.slot_zone, minutes=group.minutes)


def _suggestions(
    poll: Poll, weeks: list[FreeWeek], here: dict[int, int], person: Person
) -> tuple[Suggestion, ...]:
    if len(weeks) < ENOUGH:
        return ()
    found = slots(
        [Week(zone=ZoneInfo(week.zone), free=_spans(week)) for week in weeks],
        zone=ZoneInfo(poll.zone),
        minutes=poll.minutes,
        first=clock.now().date(),
        most_missing=1 if len(weeks) >= ENOUGH_TO_MISS_ONE else 0,
    )
    own = next((n for n, week in enumerate(weeks) if here[week.member_id] == person.pk), None)
    return tuple(
        Suggestion(
            minute=one.minute,
            when=time_of_the_week(one.minute),
            own=_own(one.minute, poll, person),
            suits=suits_in_words(
                len(weeks),
                len(one.misses),
                one.hard_weeks,
                is_you=own in one.misses,
                are_all=len(weeks) == len(here),
            ),
        )
        for one in found[:SHOWN]
    )


def _own(minute: int, poll: Poll, person: Person) -> str:
    return on_another_wall(minute, poll.zone, person.zone, clock.now())


def _spans(week: FreeWeek) -> tuple[Span, ...]:
    return tuple((int(starts), int(ends)) for starts, ends in week.spans)
