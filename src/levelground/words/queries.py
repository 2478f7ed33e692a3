"""The only door to what people wrote. It needs a proof, and only this module can make one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import InitVar, dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from levelground.accounts.models import Person
from levelground.audit.actions import record_opening
from levelground.groups.models import Group, Member
from levelground.groups.queries.groups import is_member
from levelground.runtime import clock
from levelground.words import store
from levelground.words.models import Words, WordsQuerySet

_MINT = object()  # what a proof is made with; it is nowhere else

PARKED = "parked"
AGREEMENT = "agreement/"  # the places of what binds newcomers too


class NotAMember(Exception):
    """This person is not in this group now."""


@dataclass(frozen=True, slots=True)
class MembershipProof:
    """That a person is a member of a group now. Good for one request; never stored."""

    person_id: int
    group_id: int
    minted: InitVar[object]  # not kept, so that no proof can be made out of another

    def __post_init__(self, minted: object) -> None:
        if minted is not _MINT:
            raise TypeError("Only prove_membership makes a MembershipProof.")


@dataclass(frozen=True, slots=True)
class SelfProof:
    """That somebody is who they are: the door to their own private words."""

    person_id: int
    minted: InitVar[object]

    def __post_init__(self, minted: object) -> None:
        if minted is not _MINT:
            raise TypeError("Only prove_self makes a SelfProof.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """Words, opened for somebody who may read them. `text` stays out of every repr and log."""

    id: UUID
    kind: str
    place: str
    text: str = field(repr=False)
    writer_id: int | None  # None: the group's own, nobody's in particular
    owner_id: int | None
    seen: str
    written_at: datetime
    expires_at: datetime | None


def prove_membership(person: Person, group: Group) -> MembershipProof:
    """Proof that `person` is in `group` now. Raises NotAMember."""
    if not person.is_active or not is_member(person, group):
        raise NotAMember
    return MembershipProof(person.pk, group.pk, _MINT)


def prove_self(person: Person) -> SelfProof:
    """Proof for somebody's own private words. `person` must be who is signed in."""
    if not person.is_active:
        raise NotAMember
    return SelfProof(person.pk, _MINT)


def read(
    proof: MembershipProof, *, places_under: str = "", place: str | None = None
) -> tuple[Spoken, ...]:
    """What the group wrote at a place, as far as this member may see it, oldest first.

    Nothing at all once they have left: an old proof opens no door. Nothing that was written while
    they were not in the group, but for the agreement, which binds them.
    """
    at_place = Q(place=place) if place is not None else Q(place__startswith=places_under)
    return _opened_by(proof, _readable(proof).filter(at_place).order_by("written_at", "pk"))


def read_these(proof: MembershipProof, ids: Collection[UUID]) -> tuple[Spoken, ...]:
    """These words, as far as this member may see them, wherever the group wrote them."""
    return _opened_by(proof, _readable(proof).filter(pk__in=list(ids)))


def read_at(proof: MembershipProof, places: Collection[str]) -> tuple[Spoken, ...]:
    """What the group wrote at any of these places, as far as this member may see it, oldest first."""
    found = _readable(proof).filter(place__in=list(places))
    return _opened_by(proof, found.order_by("written_at", "pk"))


def parked_thought(proof: SelfProof, *, place: str) -> str:
    """What this person parked there; "" if nothing."""
    words = (
        Words.objects.living(clock.now())
        .filter(writer=proof.person_id, group=None, kind=PARKED, place=place)
        .select_related("key")
        .first()
    )
    return store.open_up(words) if words else ""


def parked_under(proof: SelfProof, *, places_under: str) -> tuple[Spoken, ...]:
    """All that this person parked under a place, oldest first."""
    mine = Words.objects.living(clock.now()).filter(
        writer=proof.person_id, group=None, kind=PARKED, place__startswith=places_under
    )
    return tuple(
        _opened(words) for words in mine.select_related("key").order_by("written_at", "pk")
    )


def has_parked_before(proof: SelfProof, at: datetime) -> bool:
    """Whether something this person parked, which does not go by itself, is older than that."""
    mine = Words.objects.filter(writer=proof.person_id, group=None, kind=PARKED)
    return mine.filter(expires_at=None, written_at__lte=at).exists()


def all_of(proof: SelfProof) -> tuple[Spoken, ...]:
    """Everything this person wrote that still lives, also in groups they have left: it is theirs."""
    mine = Words.objects.living(clock.now()).filter(writer=proof.person_id)
    return tuple(
        _opened(words) for words in mine.select_related("key").order_by("written_at", "pk")
    )


def parked_thoughts(proof: SelfProof, *, place: str) -> dict[str, str]:
    """What this person parked there and at the places below it, by place, oldest first."""
    found = (
        Words.objects.living(clock.now())
        .filter(Q(place=place) | Q(place__startswith=f"{place}/"))
        .filter(writer=proof.person_id, group=None, kind=PARKED)
        .select_related("key")
        .order_by("written_at", "pk")
    )
    return {words.place: store.open_up(words) for words in found}


def _readable(proof: MembershipProof) -> WordsQuerySet:
    return (
        Words.objects.living(clock.now())
        .filter(_theirs(proof), group=proof.group_id)
        .filter(Exists(_still_in(proof)))
        .filter(_written_among_them(proof))
        .select_related("key")
    )


def _theirs(proof: MembershipProof) -> Q:
    return (
        Q(seen=Words.Seen.GROUP)
        | Q(writer=proof.person_id)
        | Q(seen=Words.Seen.OWNER, owner=proof.person_id)
    )


def _still_in(proof: MembershipProof) -> QuerySet[Member]:
    return Member.objects.filter(
        group=proof.group_id, person=proof.person_id, person__is_active=True, left_at=None
    )


def _written_among_them(proof: MembershipProof) -> Q:
    """What was said before somebody joined, or while they were away, was not said to them."""
    then = Member.objects.filter(
        Q(left_at=None) | Q(left_at__gte=OuterRef("written_at")),
        group=proof.group_id,
        person=proof.person_id,
        joined_at__lte=OuterRef("written_at"),
    )
    return Q(Exists(then)) | Q(writer=proof.person_id) | Q(place__startswith=AGREEMENT)


def _opened_by(proof: MembershipProof, found: WordsQuerySet) -> tuple[Spoken, ...]:
    """What was found, opened. The security log says that this member came, and not what for."""
    opened = tuple(_opened(words) for words in found)
    if opened:
        record_opening(person=proof.person_id, group=proof.group_id)
    return opened


def _opened(words: Words) -> Spoken:
    return Spoken(
        id=words.pk,
        kind=words.kind,
        place=words.place,
        text=store.open_up(words),
        writer_id=words.writer_id,
        owner_id=words.owner_id,
        seen=words.seen,
        written_at=words.written_at,
        expires_at=words.expires_at,
    )
