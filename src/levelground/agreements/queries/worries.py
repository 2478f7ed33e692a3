"""What could go wrong, as a group's members named it: reads, for pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from levelground.agreements.models import Lead, Naming
from levelground.core.agreement import ENOUGH_WRITERS, OWN
from levelground.groups.models import Group, Member
from levelground.words.queries import MembershipProof, Spoken, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A worry that one member has named, for that member."""

    id: UUID
    key: str  # of an example; "own" for their own words
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A worry that was shown to all. It is nobody's."""

    id: UUID
    text: str = field(repr=False)
    times: int  # how many named the same example
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Who is ready, as numbers: nobody sees who."""

    members: int
    ready: int
    going_on: int
    you: bool
    you_go_on: bool

    @property
    def all_are(self) -> bool:
        return self.ready >= self.members

    @property
    def missing(self) -> int:
        return max(0, self.members - self.ready)

    @property
    def may_go_on(self) -> bool:
        """Enough are ready to ask whether to show the worries without the others."""
        return not self.all_are and self.ready >= ENOUGH_WRITERS

    @property
    def all_go_on(self) -> bool:
        return self.may_go_on and self.going_on >= self.ready

    @property
    def is_large_enough(self) -> bool:
        return self.members >= ENOUGH_WRITERS


def latest_naming(group: Group) -> Naming | None:
    return Naming.objects.filter(group=group).order_by("pk").last()


def readiness(naming: Naming | None, group: Group, you: Member) -> Readiness:
    members = set(Member.objects.filter(group=group, left_at=None).values_list("pk", flat=True))
    rows = list(naming.enough.filter(member__in=members)) if naming else []
    yours = next((row for row in rows if row.member_id == you.pk), None)
    return Readiness(
        members=len(members),
        ready=len(rows),
        going_on=sum(row.without_others for row in rows),
        you=yours is not None,
        you_go_on=yours is not None and yours.without_others,
    )


def named_by(proof: MembershipProof, naming: Naming | None) -> list[Named]:
    """What this member has named and nobody else sees."""
    found = read(proof, places_under=f"{naming.told_at}/") if naming else ()
    return [Named(id=one.id, key=_key(one), text=one.text) for one in found]


def shown_worries(proof: MembershipProof, group: Group) -> list[Shown]:
    """What was shown to all, in the order that chance has given it; the latest naming first."""
    found: list[Shown] = []
    for naming in Naming.objects.filter(group=group, shown_at__isnull=False).order_by("-pk"):
        found += _shown(read(proof, places_under=f"{naming.shown}/"), naming.leads.all())
    return found


def answered_in(proof: MembershipProof, group: Group) -> dict[str, list[Shown]]:
    """By clause: the worries that it is to answer."""
    found: dict[str, list[Shown]] = defaultdict(list)
    for worry in shown_worries(proof, group):
        for clause in worry.clauses:
            found[clause].append(worry)
    return found


def _shown(spoken: Iterable[Spoken], leads: Iterable[Lead]) -> list[Shown]:
    """An example that several have named stands there once."""
    clauses: dict[UUID, list[str]] = defaultdict(list)
    for lead in leads:
        clauses[lead.worry].append(lead.clause)
    same: dict[str, list[Spoken]] = defaultdict(list)
    for one in spoken:
        same[str(one.id) if _key(one) == OWN else _key(one)].append(one)
    return [
        Shown(
            id=first.id,
            text=first.text,
            times=1 + len(more),
            clauses=tuple(dict.fromkeys(c for one in (first, *more) for c in clauses[one.id])),
        )
        for first, *more in same.values()
    ]


def _key(words: Spoken) -> str:
    return words.place.rpartition("/")[2]
