"""Everything that changes how worries are named: unseen at first, then all together without names.

What somebody names before all is shown moves nothing on that the others could see: no tick, no count,
no order of time.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from levelground.agreements.actions.agreement import Refused, lock, moved_on
from levelground.agreements.models import Enough, Lead, Naming
from levelground.agreements.queries.worries import latest_naming, named_by, readiness, shown_worries
from levelground.core.agreement import CLAUSES_BY_KEY, ENOUGH_WRITERS, OWN, WORRIES_BY_KEY
from levelground.core.words import Sentence, gettext_noop
from levelground.groups.models import Group, Member
from levelground.runtime import clock
from levelground.words.actions.words import TooFew, erase, take_names_off, write
from levelground.words.queries import prove_membership

KIND = "worry"
MOST = 30  # worries of one member
UNSEEN_FOR = timedelta(days=90)
SHOWN_FOR = timedelta(days=365)

TOO_FEW = gettext_noop(
    "Fewer than %(enough)d of you have named something, so showing it would tell whose it is. It stays"
    " unseen. Name something, or go on to the agreement."
)
NOT_READY = gettext_noop("Not all of you are ready yet.")
SHOWN_ALREADY = gettext_noop("The worries have been shown meanwhile. Say this one when you talk.")
ENOUGH_SAID = gettext_noop("You have named a great many. Take some back, or say that is all.")


@transaction.atomic
def name_worries(
    *, group: Group, by: Member, examples: Collection[str], words_id: UUID, own: str
) -> None:
    """Keep which examples worry a member, and something in their own words if they wrote it.

    Examples that are no longer among them are taken back. Nobody else sees any of it. Raises Refused.
    """
    lock(group)
    naming = latest_naming(group)
    if naming is None:
        naming = Naming.objects.create(group=group, begun_at=clock.now())
    if naming.shown_at is not None:
        raise Refused(Sentence(SHOWN_ALREADY))
    proof = prove_membership(by.person, group)
    known = named_by(proof, naming)
    new = [key for key in examples if key not in {one.key for one in known}]
    if len(known) + len(new) + bool(own) > MOST:
        raise Refused(Sentence(ENOUGH_SAID))
    for one in known:
        if one.key != OWN and one.key not in examples:
            erase(proof=proof, id=one.id)
    listed = [(uuid4(), key, _(WORRIES_BY_KEY[key].says)) for key in new]
    for fresh, key, text in [*listed, *([(words_id, OWN, own)] if own else [])]:
        write(
            proof=proof,
            id=fresh,
            kind=KIND,
            place=f"{naming.told_at}/{key}",
            text=text,
            owner=None,
            seen="writer",
            expires_at=clock.now() + UNSEEN_FOR,
        )


@transaction.atomic
def take_worry_back(*, group: Group, by: Member, words_id: UUID) -> None:
    """Before it was shown. What is not theirs, or is shown, stays."""
    proof = prove_membership(by.person, group)
    if any(one.id == words_id for one in named_by(proof, latest_naming(group))):
        erase(proof=proof, id=words_id)


@transaction.atomic
def say_enough(*, group: Group, by: Member, is_enough: bool) -> None:
    """“That is all from me”, or not yet after all."""
    lock(group)
    naming = latest_naming(group)
    if naming is None:
        naming = Naming.objects.create(group=group, begun_at=clock.now())
    if naming.shown_at is not None:
        return
    if is_enough:
        _row, changed = Enough.objects.get_or_create(naming=naming, member=by)
    else:
        changed = bool(Enough.objects.filter(naming=naming, member=by).delete()[0])
    if changed:
        moved_on(group)


@transaction.atomic
def go_on_without(*, group: Group, by: Member) -> None:
    """Would show what those who are ready have named. It takes all of them. Raises Refused."""
    lock(group)
    naming = latest_naming(group)
    if naming is None or naming.shown_at is not None:
        return
    Enough.objects.filter(naming=naming, member=by).update(without_others=True)
    if readiness(naming, group, by).all_go_on:
        _show(naming, group, by)
    moved_on(group)


@transaction.atomic
def show_worries(*, group: Group, by: Member) -> None:
    """Show all of them, at once and without names. Raises Refused unless everybody is ready."""
    lock(group)
    naming = latest_naming(group)
    if naming is None or naming.shown_at is not None:
        return
    if not readiness(naming, group, by).all_are:
        raise Refused(Sentence(NOT_READY))
    _show(naming, group, by)
    moved_on(group)


@transaction.atomic
def name_again(*, group: Group) -> None:
    """After a while a group may name anew what worries it."""
    lock(group)
    naming = latest_naming(group)
    if naming is None or naming.shown_at is not None:
        Naming.objects.create(group=group, begun_at=clock.now())
        moved_on(group)


@transaction.atomic
def lead_to_clause(*, group: Group, by: Member, worry: UUID, clause: str) -> None:
    """Let this clause answer a worry that was shown. What is no such worry stays as it is."""
    lock(group)
    shown = shown_worries(prove_membership(by.person, group), group)
    naming = Naming.objects.filter(group=group, shown_at__isnull=False).last()
    if naming is not None and clause in CLAUSES_BY_KEY and worry in {one.id for one in shown}:
        _row, is_new = Lead.objects.get_or_create(
            worry=worry, clause=clause, defaults={"naming": naming}
        )
        if is_new:
            moved_on(group)


def _show(naming: Naming, group: Group, by: Member) -> None:
    """Only what those who are ready have named; the others' stays their own."""
    ready = Member.objects.filter(group=group, left_at=None)
    ready = ready.filter(pk__in=naming.enough.values("member"))
    try:
        shown = take_names_off(
            proof=prove_membership(by.person, group),
            place=naming.told_at,
            to=naming.shown,
            writers=list(ready.values_list("person_id", flat=True)),
            at_least=ENOUGH_WRITERS,
            expires_at=clock.now() + SHOWN_FOR,
        )
    except TooFew:
        raise Refused(Sentence(TOO_FEW, enough=ENOUGH_WRITERS)) from None
    naming.shown_at = clock.now()
    naming.save(update_fields=["shown_at"])
    for words in shown:
        worry = WORRIES_BY_KEY.get(words.place.rpartition("/")[2])
        for clause in worry.clauses if worry else ():
            Lead.objects.create(naming=naming, worry=words.id, clause=clause)
