"""What a group without dates, and one member of it, could do to have some."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, Exists, OuterRef, Q

from levelground.accounts.models import Person
from levelground.core.next_steps import ToDo
from levelground.groups.models import Group
from levelground.groups.queries.next_steps import Matter
from levelground.schedule.models import FreeWeek, Poll, Schedule, Slot, SlotYes


class Turn(StrEnum):
    """How far a group is with finding its time, and whose turn it is."""

    ANSWER = "answer"  # a time is proposed: does it suit you?
    PAINT = "paint"  # the others look for a time
    PROPOSE = "propose"  # all have painted
    WAIT = "wait"  # you have done your part
    MAKE = "make"  # a time is found
    SEEK = "seek"  # nobody has begun

    @property
    def to_do(self) -> ToDo | None:
        if self is Turn.WAIT:
            return None
        return ToDo.DATES if self in (Turn.MAKE, Turn.SEEK) else ToDo.TIME


@dataclass(frozen=True, slots=True, kw_only=True)
class Dating:
    """By what a group meets, or how far it is with finding that."""

    schedule: Schedule | None = None
    turn: Turn | None = None


def next_steps(person: Person, groups: Sequence[Group]) -> dict[int, Matter]:
    """Whoever is alone has nobody to find a time with."""
    schedules = {
        one.group_id: one for one in Schedule.objects.filter(group__in=groups, ended_at=None)
    }
    seeking = [g for g in groups if g.size > 1 and g.pk not in schedules]
    turns = _turns(person, seeking) if seeking else {}
    found = {pk: Matter(about=Dating(schedule=one)) for pk, one in schedules.items()}
    for pk, turn in turns.items():
        found[pk] = Matter(to_do=turn.to_do, about=Dating(turn=turn))
    return found


def _turns(person: Person, groups: Sequence[Group]) -> dict[int, Turn]:
    turns = {one.pk: Turn.SEEK if one.slot_minute is None else Turn.MAKE for one in groups}
    sizes = {one.pk: one.size for one in groups}
    slots = Slot.objects.filter(poll=OuterRef("pk"), dropped_at=None)
    polls = Poll.objects.filter(group__in=sizes).annotate(
        painted=Count("weeks", filter=Q(weeks__member__left_at=None)),
        you_painted=Exists(FreeWeek.objects.filter(poll=OuterRef("pk"), member__person=person)),
        has_slot=Exists(slots),
        you_agree=Exists(SlotYes.objects.filter(slot__in=slots, member__person=person)),
    )
    for one in polls:  # the open one is the last of its group
        if one.closed_at is not None:
            turns[one.group_id] = Turn.MAKE if one.has_slot else turns[one.group_id]
        elif one.has_slot:
            turns[one.group_id] = Turn.WAIT if one.you_agree else Turn.ANSWER
        elif not one.you_painted:
            turns[one.group_id] = Turn.PAINT
        else:
            is_done = one.painted >= sizes[one.group_id]
            turns[one.group_id] = Turn.PROPOSE if is_done else Turn.WAIT
    return turns
