"""What happens only if everybody says yes: somebody new, two groups becoming one, the end."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from levelground.accounts.models import Person
from levelground.groups.actions.groups import (
    CannotInvite,
    ask_in,
    check_pace,
    check_room,
    end_group,
    lock,
    merge_groups,
)
from levelground.groups.models import LARGEST, Group, Invitation, Member, MergeCode, Question, Yes
from levelground.groups.queries.groups import SHOWN_FOR, code_of, current_members, mark_of, tidy
from levelground.letters.actions.letters import post
from levelground.runtime import clock

OPEN_FOR = timedelta(days=14)
CODE_FOR = timedelta(days=7)
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that are taken for another
CODE_LENGTH = 12  # 60 bits: nobody guesses one within its week


class CannotMerge(Exception):
    """The message is for whoever asked."""


@transaction.atomic
def invite(*, group: Group, by: Member, email: str) -> Invitation | None:
    """Ask an address to join. The letter leaves when every other member has said yes.

    None: it waits for them. Whom all have agreed on before gets a new letter at once. Raises
    CannotInvite.
    """
    group = lock(group)
    now = clock.now()
    check_room(group, email)
    check_pace(group, by, email, now)
    asked = Question.objects.filter(group=group, kind=Question.Kind.JOIN, dropped_at=None)
    if asked.open(now).filter(email=email).exists():
        raise CannotInvite(_("Your group is being asked about them already."))
    is_agreed = Invitation.objects.filter(group=group, email=email).open(now).exists()
    if is_agreed or current_members(group=group).count() == 1:
        return ask_in(group=group, by=by, email=email)
    _ask(Question(group=group, kind=Question.Kind.JOIN, by=by, email=email))
    return None


@transaction.atomic
def ask_to_end(*, group: Group, by: Member) -> None:
    """Ask everybody whether the group shall end. Whoever is alone decides alone."""
    group = lock(group)
    open_ = Question.objects.open(clock.now()).filter(group=group, kind=Question.Kind.END)
    if group.ended_at is None and not open_.exists():
        _ask(Question(group=group, kind=Question.Kind.END, by=by))


@transaction.atomic
def make_merge_code(*, group: Group, by: Member) -> str:
    """A new code by which another group finds this one. The one before no longer works."""
    lock(group)
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    MergeCode.objects.filter(group=group).delete()
    MergeCode.objects.create(
        group=group, by=by, mark=mark_of(code), expires_at=clock.now() + CODE_FOR
    )
    return "-".join(code[at : at + 4] for at in range(0, CODE_LENGTH, 4))


@transaction.atomic
def ask_to_merge(*, group: Group, by: Member, code: str) -> None:
    """Ask everybody of both groups whether they shall become one. Raises CannotMerge."""
    found = code_of(tidy(code))
    if found is None or found.group_id == group.pk:
        raise CannotMerge(
            _("This code opens nothing. It may be older than a week. Ask them for a new one.")
        )
    one, other = (lock(each) for each in sorted((group, found.group), key=lambda each: each.pk))
    if one.ended_at or other.ended_at:
        raise CannotMerge(_("One of the two groups has ended."))
    if len(_people_of(one, other)) > LARGEST:
        raise CannotMerge(
            _("Together you would be more than %(most)d. That is too many for one group.")
            % {"most": LARGEST}
        )
    pair = Q(group__in=(one, other)) | Q(other__in=(one, other))
    merging = Question.objects.open(clock.now()).filter(pair, kind=Question.Kind.MERGE)
    if merging.exists():
        raise CannotMerge(_("One of the two groups is being asked to merge already."))
    MergeCode.objects.filter(pk=found.pk).delete()
    _ask(Question(group=group, other=found.group, kind=Question.Kind.MERGE, by=by), yes=False)


@transaction.atomic
def say_yes(*, question: Question, by: Person) -> None:
    """One member's yes; with the last one it happens. A second yes changes nothing."""
    _lock_all(question)
    now = clock.now()
    is_open = Question.objects.open(now).filter(pk=question.pk).exists()
    mine = _concerned(question).filter(person=by) if is_open else ()
    for member in mine:  # in both groups, perhaps
        Yes.objects.get_or_create(question=question, member=member, defaults={"at": now})
    if mine:
        _settle(question)


@transaction.atomic
def say_no(*, question: Question) -> None:
    """Not everybody wants it: it does not happen. Who said so is written nowhere."""
    Question.objects.filter(pk=question.pk).open(clock.now()).update(dropped_at=clock.now())
    Yes.objects.filter(question__dropped_at__isnull=False, question=question).delete()


def settle_what_waits(group: Group, _at: datetime) -> None:
    """After somebody has left: what waited only for their yes happens now."""
    waiting = Question.objects.open(clock.now()).filter(Q(group=group) | Q(other=group))
    for question in waiting:
        _settle(question)


def forget_questions(at: datetime) -> int:
    """Delete questions that are over, addresses and all, and codes. Returns how many there were."""
    over = Q(expires_at__lte=at) | Q(dropped_at__lte=at - SHOWN_FOR)
    MergeCode.objects.filter(expires_at__lte=at).delete()
    return Question.objects.filter(over).delete()[0]


def _ask(question: Question, *, yes: bool = True) -> None:
    """Put a question to everybody concerned. Whoever asks has said yes, if there is no more to know."""
    now = clock.now()
    same = Question.objects.filter(group=question.group, kind=question.kind, dropped_at=None)
    same.filter(email=question.email).delete()  # out of date, or it would not be asked
    question.asked_at, question.expires_at = now, now + OPEN_FOR
    question.save()
    if yes:
        Yes.objects.create(question=question, member=question.by, at=now)
    if not _settle(question):
        _tell_others(question)


def _settle(question: Question) -> bool:
    """Let it happen if everybody has said yes. Whether it did."""
    concerned = set(_concerned(question).values_list("pk", flat=True))
    yeses = set(question.yeses.values_list("member", flat=True))
    if not concerned <= yeses or not concerned:
        return False
    kind, group, by, email = question.kind, question.group, question.by, question.email
    other = question.other
    question.delete()
    match kind:
        case Question.Kind.JOIN:
            _send(group, by, email)
        case Question.Kind.END:
            end_group(group=group)
        case Question.Kind.MERGE if other is not None:
            merge_groups(groups=(group, other), people=_people_of(group, other))
    return True


def _send(group: Group, by: Member, email: str) -> None:
    """The letter that all agreed to. Where there is no room any more, there is none."""
    try:
        check_room(group, email)
    except CannotInvite:
        return
    ask_in(group=group, by=by, email=email)


def _people_of(one: Group, other: Group) -> list[Person]:
    """Everybody of both, each once."""
    members = [*current_members(group=one), *current_members(group=other)]
    return list({member.person_id: member.person for member in members}.values())


def _concerned(question: Question) -> QuerySet[Member]:
    groups = [pk for pk in (question.group_id, question.other_id) if pk]
    return (
        Member.objects.filter(group__in=groups, left_at=None)
        .select_related("person", "group")
        .order_by("pk")
    )


def _lock_all(question: Question) -> None:
    groups = [pk for pk in (question.group_id, question.other_id) if pk]
    list(Group.objects.select_for_update().filter(pk__in=groups).order_by("pk"))


def _tell_others(question: Question) -> None:
    """A letter to everybody who has not said yes. It says nothing of the group or the question."""
    yeses = set(question.yeses.values_list("member", flat=True))
    for member in _concerned(question):
        if member.pk in yeses:
            continue
        address = settings.ADDRESSES[0].rstrip("/") + member.group.get_absolute_url()
        post(
            to=member.person.email,
            template="groups/mail/question.txt",
            context={"address": address},
            kind="question",
            person=member.person,
        )
