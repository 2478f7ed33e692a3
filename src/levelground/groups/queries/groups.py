from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q, QuerySet

from levelground.accounts.models import Person
from levelground.core.next_steps import ToDo
from levelground.groups.models import (
    Group,
    Invitation,
    InvitationQuerySet,
    Member,
    MergeCode,
    Question,
    Yes,
)
from levelground.groups.queries.next_steps import Matter
from levelground.runtime import clock

SHOWN_FOR = timedelta(days=3)  # that a question found no agreement


def groups_of(person: Person) -> QuerySet[Group]:
    """Groups this person belongs to now, with how many they are; those that have ended come last."""
    here = Group.objects.filter(
        pk__in=Member.objects.filter(person=person, left_at=None).values("group")
    )
    size = Count("members", filter=Q(members__left_at=None))
    here = here.annotate(size=size)  # type: ignore[no-redef]  # the model says that it may be there
    return here.order_by("ended_at", "name")


def living_groups_of(person: Person) -> QuerySet[Group]:
    """Those of them in which things can still be done."""
    return groups_of(person).filter(ended_at=None)


def current_members(*, group: Group) -> QuerySet[Member]:
    """Who is in the group now, in the order of joining."""
    return Member.objects.filter(group=group, left_at=None).select_related("person").order_by("pk")


def is_member(person: Person, group: Group) -> bool:
    """Whether this person is in the group now."""
    return Member.objects.filter(group=group, person=person, left_at=None).exists()


def member_of(person: Person, group: Group) -> Member | None:
    """This person's place in the group now; None if they have none."""
    return Member.objects.filter(group=group, person=person, left_at=None).first()


def open_invitations(*, group: Group) -> InvitationQuerySet:
    """Who has been asked and has not answered yet."""
    return Invitation.objects.filter(group=group).open(clock.now())


def invitation_of(person: Person, secret: str) -> Invitation | None:
    """The open invitation behind a link, if it was sent to this person's address."""
    return (
        Invitation.objects.open(clock.now())
        .filter(mark=mark_of(secret), email=person.email, group__ended_at=None)
        .select_related("group", "by__person")
        .first()
    )


def group_joined_by(person: Person, secret: str) -> Group | None:
    """The group that this person joined by this link, if they are in it now."""
    used = Invitation.objects.filter(mark=mark_of(secret), email=person.email)
    return groups_of(person).filter(invitations__in=used.exclude(accepted_at=None)).first()


def is_invited(email: str) -> bool:
    """Whether some group waits for this address."""
    return Invitation.objects.open(clock.now()).filter(email=email).exists()


def mark_of(secret: str) -> str:
    """What is kept of an invitation's secret. The secret itself is random and long."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as one member sees it. Nobody sees who said what."""

    question: Question
    names: Sequence[str]  # first of the other group's members, where groups are to merge
    yeses: int
    of: int
    is_mine: bool  # I asked it
    said_yes: bool
    together: int  # how many they would be then


def questions_about(group: Group) -> QuerySet[Question]:
    """What the group is being asked now, by itself or by another group."""
    return Question.objects.open(clock.now()).filter(Q(group=group) | Q(other=group))


def questions_to(person: Person, group: Group) -> tuple[Asked, ...]:
    """What the group is being asked, as this member sees it. A fixed number of queries."""
    found = list(questions_about(group).select_related("by__person").prefetch_related("yeses"))
    if not found:
        return ()
    every = {pk for question in found for pk in (question.group_id, question.other_id) if pk}
    members = list(
        Member.objects.filter(group__in=every, left_at=None).select_related("person").order_by("pk")
    )
    return tuple(_asked(question, members, person, group) for question in found)


def next_steps(person: Person, groups: Sequence[Group]) -> dict[int, Matter]:
    """Whether this person is asked something, or has nobody yet to meet with."""
    answered = Yes.objects.filter(member__person=person, member__left_at=None).values("question")
    waiting = Question.objects.open(clock.now()).filter(Q(group__in=groups) | Q(other__in=groups))
    pairs = waiting.exclude(pk__in=answered).values_list("group", "other")
    asked = {group for pair in pairs for group in pair if group}
    alone = {group.pk for group in groups if group.size == 1}
    if alone:
        invited = Invitation.objects.open(clock.now()).filter(group__in=alone)
        alone -= set(invited.values_list("group", flat=True))
    found = {pk: Matter(to_do=ToDo.COMPANY) for pk in alone}
    return found | {pk: Matter(to_do=ToDo.ASKED) for pk in asked}


def dropped_lately(group: Group) -> QuerySet[Question]:
    """What not everybody wanted, for as long as it is told."""
    return Question.objects.filter(
        Q(group=group) | Q(other=group), dropped_at__gt=clock.now() - SHOWN_FOR
    ).order_by("pk")


def code_of(secret: str) -> MergeCode | None:
    """The open code that somebody typed, however they wrote it."""
    return (
        MergeCode.objects.filter(
            mark=mark_of(tidy(secret)), expires_at__gt=clock.now(), group__ended_at=None
        )
        .select_related("group")
        .first()
    )


def tidy(code: str) -> str:
    """A code as it was made, without what people add to read it more easily."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def _asked(question: Question, members: Sequence[Member], person: Person, group: Group) -> Asked:
    concerned = [m for m in members if m.group_id in {question.group_id, question.other_id}]
    yeses = {yes.member_id for yes in question.yeses.all()}
    mine = {member.pk for member in concerned if member.person_id == person.pk}
    return Asked(
        question=question,
        names=[m.person.name for m in concerned if m.group_id != group.pk],
        yeses=sum(member.pk in yeses for member in concerned),
        of=len(concerned),
        is_mine=question.by.person_id == person.pk,
        said_yes=mine <= yeses,
        together=len({member.person_id for member in concerned}),
    )
