"""Everything that writes, keeps or destroys what people wrote."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from levelground.accounts.models import Person
from levelground.groups.models import LOOKING_BACK, Group
from levelground.runtime import clock
from levelground.words import store
from levelground.words.actions.keys import key_of_group, key_of_person, new_key_of_group, shred
from levelground.words.models import DataKey, Words, WordsQuerySet
from levelground.words.queries import PARKED, MembershipProof, SelfProof

LONGEST = 8000  # characters


class TooLong(Exception):
    """More than can be kept in one place. The message is for whoever wrote it."""


class NotYours(Exception):
    """Somebody else wrote these words."""


class TooFew(Exception):
    """So few wrote that showing it without names would still tell who."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsigned:
    """Words that have lost their writer: where they are now."""

    id: UUID
    place: str


@transaction.atomic
def write(
    *,
    proof: MembershipProof,
    id: UUID,  # noqa: A002  the row's own word
    kind: str,
    place: str,
    text: str,
    owner: Person | None,
    seen: str,
    expires_at: datetime | None,
) -> None:
    """Keep what a member wrote for their group. The same id again, by the same writer, edits it.

    Raises TooLong, or NotYours if the id belongs to somebody else's words.
    """
    _check_length(text)
    known = Words.objects.select_for_update().filter(pk=id).first()
    if known is not None and (known.writer_id, known.group_id) != (proof.person_id, proof.group_id):
        raise NotYours
    words = Words(
        id=id,
        key=key_of_group(proof.group_id),
        group_id=proof.group_id,
        writer_id=proof.person_id,
        owner=owner,
        seen=seen,
        kind=kind,
        place=place,
        written_at=known.written_at if known else clock.now(),
        expires_at=expires_at,
    )
    store.seal(words, text)
    words.save(force_insert=known is None)


@transaction.atomic
def write_as_group(
    *,
    proof: MembershipProof,
    id: UUID,  # noqa: A002  the row's own word
    kind: str,
    place: str,
    text: str,
    expires_at: datetime | None = None,
) -> None:
    """Keep what is the group's own: nothing says who wrote it. The same id again changes nothing.

    Raises TooLong, or NotYours if the id belongs to other words.
    """
    _check_length(text)
    known = Words.objects.filter(pk=id).first()
    if known is not None and (known.writer_id, known.group_id) != (None, proof.group_id):
        raise NotYours
    if known is None:
        _add_as_group(
            group_id=proof.group_id,
            words_id=id,
            kind=kind,
            place=place,
            text=text,
            at=clock.now(),
            expires_at=expires_at,
        )


def erase_of_group(*, proof: MembershipProof, ids: Iterable[UUID]) -> None:
    """Take back what is the group's own, as any member may. Somebody's own words stay."""
    Words.objects.filter(pk__in=list(ids), group=proof.group_id, writer=None).delete()


@transaction.atomic
def take_names_off(
    *,
    proof: MembershipProof,
    place: str,
    to: str,
    writers: Collection[int],
    at_least: int,
    expires_at: datetime | None,
) -> tuple[Unsigned, ...]:
    """Make what these people wrote under a place the group's own, so that no row tells whose it was.

    It is sealed anew under fresh random ids, all at one time, in the order of those ids, and what
    was there is erased. `place/x` becomes `to/x`. Raises TooFew, and changes nothing, where fewer
    than `at_least` of them wrote anything: then it would be plain who did.
    """
    Group.objects.select_for_update().get(pk=proof.group_id)
    signed = list(
        Words.objects.living(clock.now())
        .filter(group=proof.group_id, place__startswith=f"{place}/", writer__in=writers)
        .select_related("key")
    )
    if len({words.writer_id for words in signed}) < at_least:
        raise TooFew
    shuffled = sorted(((uuid4(), words) for words in signed), key=itemgetter(0))
    at = clock.now()
    for fresh, words in shuffled:
        _add_as_group(
            group_id=proof.group_id,
            words_id=fresh,
            kind=words.kind,
            place=to + words.place.removeprefix(place),
            text=store.open_up(words),
            at=at,
            expires_at=expires_at,
        )
    Words.objects.filter(pk__in=[words.pk for words in signed]).delete()
    return tuple(
        Unsigned(id=fresh, place=to + words.place.removeprefix(place)) for fresh, words in shuffled
    )


def forget_writer(*, group: Group, person: Person, places_under: str) -> None:
    """Erase what somebody who has left had written for themselves under a place of the group."""
    Words.objects.filter(
        group=group, writer=person, seen=Words.Seen.WRITER, place__startswith=places_under
    ).delete()


@transaction.atomic
def park_thought(
    *, proof: SelfProof, place: str, text: str, expires_at: datetime | None = None
) -> None:
    """Keep a private thought, in place of what was parked there. An empty one clears the place."""
    _check_length(text)
    mine = Words.objects.select_for_update().filter(
        writer=proof.person_id, group=None, kind=PARKED, place=place
    )
    if not text.strip():
        mine.delete()
        return
    known = mine.first()
    if known is None:  # two pages may save the first thought at once: one of them waits
        Person.objects.select_for_update().get(pk=proof.person_id)
        known = mine.first()
    words = known or Words(
        id=uuid4(),
        writer_id=proof.person_id,
        seen=Words.Seen.WRITER,
        kind=PARKED,
        place=place,
        written_at=clock.now(),
    )
    words.key = key_of_person(proof.person_id)
    words.expires_at = expires_at
    store.seal(words, text)
    words.save(force_insert=known is None)


def let_go(*, proof: SelfProof, id: UUID) -> None:  # noqa: A002  the row's own word
    """Delete a private thought for ever. What is not theirs or not there stays so."""
    Words.objects.filter(pk=id, writer=proof.person_id, group=None, kind=PARKED).delete()


@transaction.atomic
def rewrite(*, proof: MembershipProof, id: UUID, text: str) -> None:  # noqa: A002  the row's own word
    """Let words read otherwise. Only their writer may; NotYours for everybody else, and if they are gone."""
    _check_length(text)
    words = (
        Words.objects.living(clock.now())
        .select_for_update()
        .filter(pk=id, writer=proof.person_id, group=proof.group_id)
        .first()
    )
    if words is None:
        raise NotYours
    words.key = key_of_group(proof.group_id)
    store.seal(words, text)
    words.save(update_fields=["key", "body"])


def keep(*, proof: MembershipProof, id: UUID, until: datetime) -> None:  # noqa: A002  the row's own word
    """Let words live longer. Only whose they are may ask; others change nothing."""
    _owned(proof, id).update(expires_at=until)


def erase(*, proof: MembershipProof, id: UUID) -> None:  # noqa: A002  the row's own word
    """Take words back, for ever. Only their writer or owner may; others change nothing."""
    _owned(proof, id).delete()


def erase_at(*, place: str) -> None:
    """Erase whatever anybody wrote at a place that is to be no more, and below it."""
    Words.objects.filter(Q(place=place) | Q(place__startswith=f"{place}/")).delete()


def erase_expired(at: datetime) -> int:
    """Erase all words whose time is over. Returns how many there were."""
    return Words.objects.past(at).delete()[0]


@transaction.atomic
def rotate_group_key(group: Group) -> None:
    """Let what the group writes from now on have a new key. When somebody leaves, it has anyway."""
    Group.objects.select_for_update().get(pk=group.pk)
    new_key_of_group(group.pk)


def shred_group(group: Group) -> None:
    """Destroy the keys of a group, and with them every word it wrote, in whatever copy."""
    shred(DataKey.objects.filter(group=group))


def shred_ended_groups(at: datetime) -> int:
    """Destroy the keys of groups that ended long enough ago. Returns how many keys there were."""
    keys = DataKey.objects.filter(group__ended_at__lte=at - LOOKING_BACK)
    count = keys.count()
    if count:
        shred(keys)
    return count


def shred_person(person: Person) -> None:
    """Destroy the keys of a person's private words, and with them the words."""
    shred(DataKey.objects.filter(person=person))


@transaction.atomic
def _add_as_group(
    *,
    group_id: int,
    words_id: UUID,
    kind: str,
    place: str,
    text: str,
    at: datetime,
    expires_at: datetime | None,
) -> None:
    words = Words(
        id=words_id,
        key=key_of_group(group_id),
        group_id=group_id,
        writer=None,
        owner=None,
        seen=Words.Seen.GROUP,
        kind=kind,
        place=place,
        written_at=at,
        expires_at=expires_at,
    )
    store.seal(words, text)
    words.save(force_insert=True)


def _owned(proof: MembershipProof, words_id: UUID) -> WordsQuerySet:
    mine = Q(writer=proof.person_id) | Q(owner=proof.person_id)
    return Words.objects.filter(mine, pk=words_id, group=proof.group_id)


def _check_length(text: str) -> None:
    if len(text) > LONGEST:
        raise TooLong(
            _("That is longer than %(most)d characters. Shorten it a little.") % {"most": LONGEST}
        )
