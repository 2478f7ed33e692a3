"""What members said they would do and how it went; what they note for themselves alone."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from levelground.accounts.models import Person
from levelground.commitments.models import Commitment, NoReminders, StillWanted
from levelground.commitments.queries import ALONE, to_remind
from levelground.groups.models import Member
from levelground.letters.actions.letters import post
from levelground.runtime import clock
from levelground.words.actions.words import erase, let_go, park_thought, write
from levelground.words.queries import prove_membership, prove_self

KEPT = timedelta(days=365)  # the words
REMEMBERED = timedelta(days=730)  # that it was said, by when, and how it went
A_DAY = timedelta(days=1)
FROM_HOUR, TO_HOUR = 8, 20  # where the reader lives


@transaction.atomic
def commit(*, member: Member, what: UUID, shared: bool, due_on: date | None) -> Commitment:
    """Keep that a member said they would do something. The same words again change the date."""
    known = Commitment.objects.filter(what=what).first()
    if known is not None:
        known.due_on = due_on
        known.save(update_fields=["due_on"])
        return known
    return Commitment.objects.create(
        group_id=member.group_id,
        member=member,
        what=what,
        shared=shared,
        due_on=due_on,
        made_at=clock.now(),
    )


@transaction.atomic
def take_back(*, what: UUID, by: Person) -> None:
    """Its words are taken back: nobody said they would do anything. Others change nothing."""
    mine = Commitment.objects.filter(what=what, member__person=by).select_related("group").first()
    if mine is None:
        return
    if mine.why is not None:
        erase(proof=prove_membership(by, mine.group), id=mine.why)
    mine.delete()


@transaction.atomic
def settle(*, commitment: Commitment, by: Person, state: str, why: str = "") -> None:
    """Say how it went, in one word and, if they like, in theirs. Said again, it replaces that."""
    proof = prove_membership(by, commitment.group)
    if commitment.why is not None:
        erase(proof=proof, id=commitment.why)
    commitment.why = uuid4() if why.strip() else None
    commitment.state = state
    commitment.settled_at = None if state == Commitment.State.OPEN else clock.now()
    commitment.save(update_fields=["why", "state", "settled_at"])
    if commitment.why is not None:
        write(
            proof=proof,
            id=commitment.why,
            kind="outcome",
            place=f"commitment-{commitment.pk}",
            text=why,
            owner=by,
            seen="group" if commitment.shared else "writer",
            expires_at=clock.now() + KEPT,
        )


@transaction.atomic
def want_reminders(*, person: Person, wanted: bool) -> None:
    """Letters about what somebody said they would do: yes or no, in all their groups."""
    if wanted:
        NoReminders.objects.filter(person=person).delete()
    else:
        NoReminders.objects.get_or_create(person=person, defaults={"since": clock.now()})


def note_alone(*, person: Person, figure: int | None, text: str) -> None:
    """Keep how work is, for nobody but the person: sealed with their own key, figure and all."""
    park_thought(
        proof=prove_self(person),
        place=f"{ALONE}{uuid4()}",
        text=json.dumps({"figure": figure, "text": text}),
    )


def delete_entry(*, person: Person, entry: UUID) -> None:
    """Take back, for ever, something noted for oneself. What is not theirs or not there stays so."""
    let_go(proof=prove_self(person), id=entry)


def want_still(*, person: Person) -> None:
    """Keep what is old for another year; then we ask again."""
    StillWanted.objects.update_or_create(person=person, defaults={"said_at": clock.now()})


def remind(at: datetime) -> int:
    """Write to those who have something due today or tomorrow, where they live. Returns how many.

    Once for each thing, one letter for all of a day, by day, and without a word of what it is.
    """
    due: dict[Person, list[Commitment]] = defaultdict(list)
    day = at.date()
    for commitment in to_remind(day - A_DAY, day + 2 * A_DAY):
        person = commitment.member.person
        there = at.astimezone(ZoneInfo(person.time_zone))
        by_day = FROM_HOUR <= there.hour < TO_HOUR
        if by_day and commitment.due_on in (there.date(), there.date() + A_DAY):
            due[person].append(commitment)
    for person, commitments in due.items():
        _write_to(person, commitments, at)
    return len(due)


def forget_commitments(at: datetime) -> int:
    """Delete what need not be known any longer. Returns how many there were."""
    return Commitment.objects.filter(made_at__lt=at - REMEMBERED).delete()[0]


@transaction.atomic
def _write_to(person: Person, commitments: list[Commitment], at: datetime) -> None:
    mine = Commitment.objects.filter(pk__in=[one.pk for one in commitments], reminded_at=None)
    if not mine.update(reminded_at=at):
        return  # another server process was first
    page = reverse("commitments:of_group", args=[commitments[0].group_id])
    post(
        to=person.email,
        template="commitments/mail/reminder.txt",
        context={"address": settings.ADDRESSES[0].rstrip("/") + page},
        kind="reminder",
        person=person,
    )
