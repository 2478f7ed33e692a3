"""The groups that some of those who are asked are in already, and what becomes of them.

Read from who is in them, whenever it is needed. It shows what will happen, and it is what happens.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from levelground.accounts.models import Person
from levelground.formation.models import ProposedGroup
from levelground.formation.queries.rounds import groups_in
from levelground.groups.models import LOOKING_BACK, Group, Member


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """members: who is in it now. is_whole: they are all among those who are asked, and so was whoever
    has been in it since; only then is it anybody's here to be joined, or to end.
    """

    group: Group
    members: frozenset[int]
    is_whole: bool


def earlier_groups(asked: ProposedGroup) -> list[Earlier]:
    """Living groups of the same programme in which somebody is who is asked, oldest first."""
    programme = asked.publication.round.programme
    if programme is None:
        return []
    people = set(asked.seats.exclude(person=None).values_list("person", flat=True))
    theirs = Member.objects.filter(person__in=people, left_at=None, group__in=groups_in(programme))
    since = Q(left_at=None) | Q(left_at__gt=asked.asked_at)
    now: dict[int, set[int]] = {}
    been: dict[int, set[int]] = {}
    rows = Member.objects.filter(since, group__in=theirs.values("group"))
    for group, person, left_at in rows.values_list("group", "person", "left_at"):
        been.setdefault(group, set()).add(person)
        if left_at is None:
            now.setdefault(group, set()).add(person)
    return [
        Earlier(group=one, members=frozenset(now[one.pk]), is_whole=been[one.pk] <= people)
        for one in Group.objects.filter(pk__in=now, ended_at=None).order_by("pk")
    ]


def what_becomes(asked: ProposedGroup, person: Person) -> Iterator[str]:
    """What happens to groups that exist if all say yes, as one of those who are asked reads it."""
    found = earlier_groups(asked)
    whole = [one for one in found if one.is_whole]
    is_mine = any(person.pk in one.members for one in whole)
    if len(whole) > 1 and is_mine:
        yield _becomes_one(len(whole) - 1)
    elif len(whole) > 1:
        yield _("%(count)d groups become one here, and you come to it.") % {"count": len(whole)}
    elif is_mine:
        yield _(
            "Your group goes on, and the others here join it. They cannot read what you wrote before."
        )
    elif whole:
        yield _("Some of them are a group already, and you join it.")
    if any(person.pk in one.members for one in found if not one.is_whole):
        yield _(
            "The group that you are in now goes on beside this one: not everybody in it is asked here."
        )


def _becomes_one(others: int) -> str:
    return ngettext(
        "Your group and another become one; both end, and a new one begins with a new agreement."
        " What you wrote stays behind with those who wrote it, and is gone after %(days)d days.",
        "Your group and %(others)d others become one; they all end, and a new one begins with a new"
        " agreement. What you wrote stays behind with those who wrote it, and is gone after"
        " %(days)d days.",
        others,
    ) % {"others": others, "days": LOOKING_BACK.days}
