"""Everything that changes an agreement: writing it together, putting it to everybody, accepting it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import partial
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Max

from levelground.agreements.models import Acceptance, Agreement, Naming, Progress, Text
from levelground.agreements.queries.agreement import (
    due_for_review,
    last_accepted,
    open_agreement,
    wordings,
)
from levelground.core.agreement import at_stake, default_review, holds, replaced
from levelground.core.words import Sentence, gettext_noop
from levelground.groups.actions.groups import change_group
from levelground.groups.models import Group, Member
from levelground.live.ticks import ticker
from levelground.runtime import clock
from levelground.words.actions.words import erase_of_group, forget_writer, write_as_group
from levelground.words.queries import MembershipProof, prove_membership

KIND = "clause"
NOT_OPEN = gettext_noop("It has been put to everybody. Open it again to change it.")
NOT_PUT = gettext_noop("It has been opened again meanwhile. Look at what is new first.")


class Refused(Exception):
    """It cannot be done now. The sentence is for whoever asked."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


@transaction.atomic
def open_draft(*, group: Group, by: Member, why: str) -> Agreement:
    """A version to be written together; it begins with what the last one said. One at a time."""
    lock(group)
    known = open_agreement(group)
    return known or _begin(group, prove_membership(by.person, group), why)


@transaction.atomic
def write_clause(
    *,
    agreement: Agreement,
    by: Member,
    text_id: UUID,
    clause: str,
    text: str,
    number: int | None,
    seen: Collection[UUID],
) -> bool:
    """Put a text in the place of those that its writer had before them. True if others stand beside.

    Whatever somebody else wrote meanwhile stays: both stand until one of you has seen both. An
    empty text leaves the clause out. The same id again changes nothing. Raises Refused.
    """
    lock(agreement.group)
    agreement.refresh_from_db()
    if not agreement.is_draft:
        raise Refused(Sentence(NOT_OPEN))
    proof = prove_membership(by.person, agreement.group)
    standing = wordings(proof, agreement).get(clause, [])
    if Text.objects.filter(pk=text_id).exists():
        return len(standing) > 1
    gone = replaced([one.id for one in standing], seen)
    same = [one for one in standing if (one.text, one.number) == (text, number)]
    if [one.id for one in same] == [one.id for one in standing] and same:
        return False  # nothing changed
    if same and not gone:
        return len(standing) > 1
    _replace(proof, gone)
    if text or number is not None:
        place = f"{agreement.place}/{clause}"
        write_as_group(proof=proof, id=text_id, kind=KIND, place=place, text=text)
        Text.objects.create(id=text_id, agreement=agreement, clause=clause, number=number)
    moved_on(agreement.group)
    return len(standing) - len(gone) > 0


@transaction.atomic
def put_to_everybody(*, agreement: Agreement, by: Member) -> None:
    """Fix the text and ask every member for their yes. Raises Refused where something is missing."""
    lock(agreement.group)
    agreement.refresh_from_db()
    if agreement.is_put:
        return
    if not agreement.is_draft:
        raise Refused(Sentence(NOT_OPEN))
    missing = at_stake(wordings(prove_membership(by.person, agreement.group), agreement))
    if missing:
        raise Refused(missing[0][1])
    agreement.put_at = clock.now()
    agreement.save(update_fields=["put_at"])
    moved_on(agreement.group)


@transaction.atomic
def take_back_to_drafting(*, agreement: Agreement, by: Member) -> Agreement:
    """Change it again: a new version begins with the same text, and everybody's yes is asked anew."""
    lock(agreement.group)
    agreement.refresh_from_db()
    if not agreement.is_put:
        return open_agreement(agreement.group) or agreement
    proof = prove_membership(by.person, agreement.group)
    agreement.ended_at = clock.now()
    agreement.save(update_fields=["ended_at"])
    return _begin(agreement.group, proof, agreement.why, after=agreement)


@transaction.atomic
def accept_agreement(*, agreement: Agreement, by: Member) -> None:
    """Say yes to one version, by name and date. With the last yes it is in force. Raises Refused."""
    lock(agreement.group)
    agreement.refresh_from_db()
    if agreement.put_at is None or agreement.ended_at is not None:
        raise Refused(Sentence(NOT_PUT))
    _given, is_new = Acceptance.objects.get_or_create(
        agreement=agreement, member=by, defaults={"at": clock.now()}
    )
    if is_new:
        _come_into_force(agreement)
        moved_on(agreement.group)


@transaction.atomic
def find_it_holds(*, agreement: Agreement) -> None:
    """At its review: nothing needs to change. The next review counts from now."""
    lock(agreement.group)
    if Agreement.objects.filter(pk=agreement.pk).accepted().update(looked_at=clock.now()):
        moved_on(agreement.group)


@transaction.atomic
def follow_members(group: Group, at: datetime) -> None:
    """Somebody joined or left: what was agreed on is opened again, and what waits is counted anew."""
    if group.ended_at is not None:
        return
    lock(group)
    present = Member.objects.filter(group=group, left_at=None).select_related("person")
    gone = Member.objects.filter(group=group, left_at__isnull=False).select_related("person")
    here = {member.person_id for member in present}
    for naming in Naming.objects.filter(group=group):
        for member in gone:
            if member.person_id not in here:
                forget_writer(group=group, person=member.person, places_under=f"{naming.told_at}/")
    waiting = open_agreement(group)
    if waiting is not None:
        _come_into_force(waiting)
    elif last_accepted(group) is not None and (one := present.first()):
        _begin(group, prove_membership(one.person, group), Agreement.Why.MEMBERS)
    if Progress.objects.filter(group=group).exists():
        moved_on(group)


def lock(group: Group) -> None:
    """One at a time, as round a table."""
    Group.objects.select_for_update().get(pk=group.pk)


def moved_on(group: Group) -> None:
    """Count a change that others can see, and tell their open pages after the commit."""
    Progress.objects.get_or_create(group=group)
    Progress.objects.filter(group=group).update(version=F("version") + 1)
    version = Progress.objects.values_list("version", flat=True).get(group=group)
    transaction.on_commit(partial(ticker.tick, topic(group), version))


def topic(group: Group) -> str:
    return f"agreement-{group.pk}"


def _begin(
    group: Group, proof: MembershipProof, why: str, *, after: Agreement | None = None
) -> Agreement:
    last = after or last_accepted(group)
    if after is None and last is not None and last.pk in due_for_review([last]):
        why = Agreement.Why.REVIEW if why == Agreement.Why.WISH else why
    number = Agreement.objects.filter(group=group).aggregate(n=Max("version"))["n"] or 0
    draft = Agreement.objects.create(group=group, version=number + 1, why=why, begun_at=clock.now())
    for clause, texts in (wordings(proof, last) if last else {}).items():
        for one in texts:
            fresh = uuid4()
            place = f"{draft.place}/{clause}"
            write_as_group(proof=proof, id=fresh, kind=KIND, place=place, text=one.text)
            Text.objects.create(id=fresh, agreement=draft, clause=clause, number=one.number)
    moved_on(group)
    return draft


def _replace(proof: MembershipProof, gone: Collection[UUID]) -> None:
    Text.objects.filter(pk__in=gone).update(replaced_at=clock.now())
    erase_of_group(proof=proof, ids=gone)


def _come_into_force(agreement: Agreement) -> None:
    """Where every current member has accepted it: it takes the place of the one before."""
    group = agreement.group
    members = Member.objects.filter(group=group, left_at=None).values_list("pk", flat=True)
    accepted = agreement.acceptances.values_list("member_id", flat=True)
    if not agreement.is_put or not holds(members, accepted):
        return
    now = clock.now()
    Agreement.objects.filter(group=group).accepted().update(ended_at=now)
    agreement.in_force_at = now
    agreement.save(update_fields=["in_force_at"])
    _go_by_it(agreement)


def _go_by_it(agreement: Agreement) -> None:
    """The sessions go by how many minutes and members were agreed on, and reviews by how many sessions."""
    figures = dict(
        agreement.texts.filter(replaced_at=None, number__isnull=False).values_list(
            "clause", "number"
        )
    )
    group = Group.objects.get(pk=agreement.group_id)
    chosen, usual = figures.get("review"), default_review(agreement.version)
    change_group(
        group=group,
        name=group.name,
        quorum=figures.get("attendance") or group.quorum,
        minutes=figures.get("setup") or group.minutes,
        review_after=None if chosen == usual else chosen or group.review_after,
        call_link=group.call_link,
    )
