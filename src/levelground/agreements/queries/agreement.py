from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from levelground.accounts.models import Person
from levelground.agreements.models import Acceptance, Agreement, Enough, Naming, Progress, Text
from levelground.core.agreement import (
    CLAUSES,
    CLAUSES_BY_KEY,
    ENOUGH_WRITERS,
    Clause,
    default_review,
    holds,
    is_due,
)
from levelground.core.next_steps import ToDo
from levelground.groups.models import Group, Member
from levelground.groups.queries.next_steps import Matter
from levelground.runtime import clock
from levelground.words.queries import MembershipProof, read

CountSessions = Callable[[Mapping[int, datetime]], Mapping[int, int]]

_count_sessions: list[CountSessions] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One text of one clause, opened for a member."""

    id: UUID
    clause: str
    number: int | None
    text: str = field(repr=False)

    @property
    def whole(self) -> str:
        """With its figure, as it is read aloud."""
        asked = CLAUSES_BY_KEY[self.clause].number
        if asked is None or self.number is None:
            return self.text
        sentence = _(asked.read_aloud) % {"number": self.number}
        return f"{sentence}\n{self.text}" if self.text else sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A member, and when they accepted; None: not yet."""

    name: str
    is_you: bool
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """How far a group is with its agreement, for one of its members. Nobody's words."""

    open: Agreement | None
    last: Agreement | None  # the last that everybody had accepted
    in_force: bool  # the last one holds: every current member has accepted it
    waits_for_you: bool
    waits_for: int  # how many have not accepted yet what was put to them
    is_due: bool  # to be looked at again
    naming: Naming | None  # the latest
    you_named: bool  # and you have said that is all
    all_named: bool
    are_enough: bool  # to show what was named without telling whose it is

    @property
    def is_new(self) -> bool:
        """Nothing has been agreed on, and nothing is being written."""
        return self.open is None and self.last is None

    @property
    def to_do(self) -> ToDo | None:
        """What this member could do next for it; None where they wait for others."""
        if self.open is not None:
            return ToDo.PROMISES if self.open.is_draft or self.waits_for_you else None
        if self.last is not None:
            return ToDo.AGAIN if self.is_due else None if self.in_force else ToDo.PROMISES
        if self.naming is not None and self.naming.shown_at:
            return ToDo.PROMISES
        if not self.you_named or (self.all_named and self.are_enough):
            return ToDo.WORRIES
        return None if self.are_enough else ToDo.PROMISES


def count_sessions_by(count: CountSessions) -> None:
    """Have an app above say how many sessions groups have closed, each since a time of its own."""
    if count not in _count_sessions:
        _count_sessions.append(count)


def version_of(group: Group | int) -> int:
    found = Progress.objects.filter(group=group).values_list("version", flat=True).first()
    return found or 0


def open_agreement(group: Group) -> Agreement | None:
    """The version that is being written, or waits for everybody's yes."""
    return Agreement.objects.filter(group=group).open().first()


def last_accepted(group: Group) -> Agreement | None:
    """The last version that everybody had accepted. Whoever has joined since may not have."""
    return Agreement.objects.filter(group=group).accepted().first()


def agreement_in_force(group: Group) -> Agreement | None:
    """The version that every current member has accepted."""
    last = last_accepted(group)
    if last is None:
        return None
    members = Member.objects.filter(group=group, left_at=None).values_list("pk", flat=True)
    accepted = last.acceptances.values_list("member_id", flat=True)
    return last if holds(members, accepted) else None


def stages_of(you: Iterable[Member]) -> dict[int, Stage]:
    """By group, for each of these places somebody has. As many queries for one as for many."""
    yours = {member.group_id: member.pk for member in you}
    agreements = list(Agreement.objects.filter(group__in=yours, ended_at=None))
    members = _lists(Member.objects.filter(group__in=yours, left_at=None), "group_id", "pk")
    accepted = _lists(
        Acceptance.objects.filter(agreement__in=agreements), "agreement_id", "member_id"
    )
    namings = {one.group_id: one for one in Naming.objects.filter(group__in=yours).order_by("pk")}
    ready = _lists(Enough.objects.filter(naming__in=namings.values()), "naming_id", "member_id")
    due = due_for_review([one for one in agreements if one.in_force_at])
    found = {}
    for group, member in yours.items():
        mine = [one for one in agreements if one.group_id == group]
        open_ = next((one for one in mine if one.in_force_at is None), None)
        last = next((one for one in mine if one.in_force_at), None)
        put = open_ if open_ and open_.is_put else None
        missing = set(members[group]) - set(accepted[put.pk]) if put else set()
        naming = namings.get(group)
        named = ready[naming.pk] if naming else []
        found[group] = Stage(
            open=open_,
            last=last,
            in_force=last is not None and holds(members[group], accepted[last.pk]),
            waits_for_you=member in missing,
            waits_for=len(missing),
            is_due=last is not None and open_ is None and last.pk in due,
            naming=naming,
            you_named=member in named,
            all_named=set(members[group]) <= set(named),
            are_enough=len(members[group]) >= ENOUGH_WRITERS,
        )
    return found


def next_steps(person: Person, groups: Sequence[Group]) -> dict[int, Matter]:
    """How far each group is. Whoever is alone has nobody to agree with."""
    stages = stages_of(Member.objects.filter(group__in=groups, person=person, left_at=None))
    sizes = {group.pk: group.size for group in groups}
    return {
        pk: Matter(to_do=stage.to_do if sizes[pk] > 1 else None, about=stage)
        for pk, stage in stages.items()
    }


def due_for_review(agreements: Sequence[Agreement]) -> set[int]:
    """Those of these agreements in force that their groups wanted to look at again by now."""
    since = {one.group_id: one.looked_at or one.in_force_at for one in agreements}
    begun = {group: at for group, at in since.items() if at is not None}
    met: dict[int, int] = defaultdict(int)
    for count in _count_sessions if begun else ():
        for group, number in count(begun).items():
            met[group] += number
    chosen = dict(
        Text.objects.filter(
            agreement__in=agreements, clause="review", replaced_at=None, number__isnull=False
        ).values_list("agreement_id", "number")
    )
    return {
        one.pk
        for one in agreements
        if is_due(
            after=chosen.get(one.pk) or default_review(one.version),
            sessions=met[one.group_id],
            since=begun[one.group_id],
            at=clock.now(),
        )
    }


def signatures(agreement: Agreement, you: Member | None = None) -> list[Signed]:
    """By whom and when a version was accepted; while it is open, who has not yet comes last."""
    given = list(agreement.acceptances.select_related("member__person"))
    signed = [
        Signed(name=one.member.person.name, is_you=one.member == you, at=one.at) for one in given
    ]
    if agreement.is_put:
        members = Member.objects.filter(group=agreement.group_id, left_at=None)
        missing = members.exclude(pk__in=[one.member_id for one in given]).select_related("person")
        signed += [
            Signed(name=one.person.name, is_you=one == you, at=None)
            for one in missing.order_by("pk")
        ]
    return signed


def wordings(proof: MembershipProof, agreement: Agreement) -> dict[str, list[Wording]]:
    """What stands in a version, by clause: no, one or several texts each."""
    texts = {words.id: words.text for words in read(proof, places_under=f"{agreement.place}/")}
    found: dict[str, list[Wording]] = defaultdict(list)
    for text in agreement.texts.filter(replaced_at=None).order_by("pk"):
        if text.pk in texts:
            found[text.clause].append(
                Wording(id=text.pk, clause=text.clause, number=text.number, text=texts[text.pk])
            )
    return found


def clause_texts(proof: MembershipProof, agreement: Agreement | None) -> dict[str, str]:
    """Every clause of a version as it is read aloud, in the agreement's order."""
    written = wordings(proof, agreement) if agreement else {}
    return {
        clause.key: "\n".join(wording.whole for wording in written[clause.key])
        for clause in CLAUSES
        if written.get(clause.key)
    }


def compared_with(agreement: Agreement, you: Member | None) -> Agreement | None:
    """Which version a member wants to see this one's changes from.

    The last they have accepted themselves; else the last that was in force before it.
    """
    earlier = Agreement.objects.filter(group=agreement.group_id, version__lt=agreement.version)
    yours = earlier.filter(acceptances__member=you).last() if you else None
    return yours or earlier.exclude(in_force_at=None).last()


def line_of(proof: MembershipProof, group: Group) -> str:
    """The agreement in force in one sentence; "" where there is none."""
    return _clause(proof, agreement_in_force(group), "line")


def limits_of(proof: MembershipProof, group: Group) -> tuple[str, str]:
    """Where confidentiality ends, and whom to call: as last agreed on, even while it is reopened."""
    last = last_accepted(group)
    return _clause(proof, last, "limits"), _clause(proof, last, "contacts")


def default_number(clause: Clause, agreement: Agreement, group: Group) -> int | None:
    """What a clause's figure begins with: as the group meets now; for the review what is usual."""
    return {
        "setup": group.minutes,
        "attendance": group.quorum,
        "review": group.review_after or default_review(agreement.version),
    }.get(clause.key)


def _clause(proof: MembershipProof, agreement: Agreement | None, clause: str) -> str:
    if agreement is None:
        return ""
    return "\n".join(words.text for words in read(proof, place=f"{agreement.place}/{clause}"))


def _lists(rows: QuerySet[Any], key: str, value: str) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for one, other in rows.values_list(key, value):
        found[one].append(other)
    return found
