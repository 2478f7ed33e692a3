from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime

from levelground.accounts.models import Person
from levelground.commitments.models import (
    Commitment,
    CommitmentQuerySet,
    NoReminders,
    StillWanted,
)
from levelground.groups.models import Group
from levelground.ui.charts import Point, Trend, trend
from levelground.words.queries import (
    MembershipProof,
    SelfProof,
    Spoken,
    has_parked_before,
    parked_under,
    prove_self,
    read_these,
)

ALONE = "alone/"  # the place of what is for nobody but its writer
PADS = "session-"  # of what somebody parked in a session, for themselves
A_YEAR = timedelta(days=365)
LAST = 26  # figures in the trend


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What somebody noted for themselves: how work is, from 0 to 10, and some words."""

    id: UUID
    at: datetime
    figure: int | None
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A commitment with its words, as one member may read it."""

    commitment: Commitment
    what: str
    why: str
    who: str
    yours: bool
    deleted_at: datetime | None  # when its words go by themselves; None: they are gone

    @property
    def is_open(self) -> bool:
        return self.commitment.state == Commitment.State.OPEN


def commitments_of(person: Person) -> CommitmentQuerySet:
    """What this person said they would do, in groups they are in now."""
    return Commitment.objects.filter(member__person=person, member__left_at=None).select_related(
        "group", "member"
    )


def in_group(group: Group) -> CommitmentQuerySet:
    """What those who are in the group now said they would do."""
    return Commitment.objects.filter(group=group, member__left_at=None).select_related(
        "member__person"
    )


def promises_of(group: Group, *, since: datetime) -> list[Commitment]:
    """What was said lately and shared, without its words: for counting."""
    return list(Commitment.objects.filter(group=group, shared=True, made_at__gte=since))


def yours(proof: MembershipProof, group: Group) -> list[Kept]:
    """What this member said they would do and has not said how it went."""
    return _opened(proof, in_group(group).open().filter(member__person=proof.person_id))


def opening(proof: MembershipProof, group: Group, *, since: datetime | None) -> list[Kept]:
    """What a session opens with: what is open, and what was settled since the last one."""
    lately = Q(settled_at__gte=since) if since else Q()
    return _opened(proof, in_group(group).filter(Q(state=Commitment.State.OPEN) | lately))


def everything(proof: MembershipProof, group: Group) -> list[Kept]:
    """All that is known, newest first."""
    return _opened(proof, in_group(group).order_by("-made_at", "-pk"))


def one(proof: MembershipProof, commitment: Commitment) -> Kept:
    """One commitment with its words."""
    return _opened(proof, [commitment])[0]


def wants_reminders(person: Person) -> bool:
    return not NoReminders.objects.filter(person=person).exists()


def entries(proof: SelfProof) -> list[Entry]:
    """All that this person noted for themselves, newest first."""
    found = parked_under(proof, places_under=ALONE)
    return [_entry(words) for words in reversed(found)]


def parked(proof: SelfProof) -> list[Entry]:
    """What this person parked in sessions and has not cleared, newest first."""
    found = parked_under(proof, places_under=PADS)
    return [
        Entry(id=words.id, at=words.written_at, figure=None, text=words.text)
        for words in reversed(found)
        if words.expires_at is None
    ]


def asks_again(person: Person, at: datetime) -> bool:
    """Whether it is time to ask, as once a year, if what is old is still wanted."""
    if not has_parked_before(prove_self(person), at - A_YEAR):
        return False
    return not StillWanted.objects.filter(person=person, said_at__gt=at - A_YEAR).exists()


def trend_of(entries: Sequence[Entry]) -> Trend | None:
    """How work was, over time, for whoever noted it."""
    rated = [entry for entry in reversed(entries) if entry.figure is not None][-LAST:]
    points = [
        Point(label=date_format(localtime(entry.at), "j M Y"), value=entry.figure)
        for entry in rated
    ]
    return trend(points, lowest=0, highest=10)


def read_note(kept: str) -> tuple[int | None, str]:
    """A figure, if there is one, and words."""
    content = json.loads(kept)
    return content["figure"], content["text"]


def _entry(words: Spoken) -> Entry:
    figure, text = read_note(words.text)
    return Entry(id=words.id, at=words.written_at, figure=figure, text=text)


def to_remind(first: date, last: date) -> CommitmentQuerySet:
    """What is due between these days, of people who want to be reminded and have not been."""
    return (
        Commitment.objects.open()
        .filter(due_on__gte=first, due_on__lte=last, reminded_at=None, member__left_at=None)
        .filter(member__person__is_active=True)
        .exclude(member__person__in=NoReminders.objects.values("person"))
        .select_related("member__person")
    )


def _opened(proof: MembershipProof, commitments: Iterable[Commitment]) -> list[Kept]:
    """Those this member may read. Whose words are past their time stays with its owner alone."""
    rows = list(commitments)
    ids = {words for row in rows for words in (row.what, row.why) if words}
    texts = {words.id: words for words in read_these(proof, ids)}
    return [
        Kept(
            commitment=row,
            what=texts[row.what].text if row.what in texts else "",
            why=texts[row.why].text if row.why in texts else "",
            deleted_at=texts[row.what].expires_at if row.what in texts else None,
            who=row.member.person.name,
            yours=row.member.person_id == proof.person_id,
        )
        for row in rows
        if row.what in texts or row.member.person_id == proof.person_id
    ]
