"""Asking people: lists that are read, taken and undone; letters, one reminder, and forgetting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from levelground.accounts.models import Person
from levelground.letters.actions.letters import post
from levelground.letters.models import Letter
from levelground.programmes import store
from levelground.programmes.actions.programmes import forget_unneeded
from levelground.programmes.actions.withdrawal_hooks import somebody_left
from levelground.programmes.domain.packing import InviteeRow
from levelground.programmes.models import Import, Invitee, Programme
from levelground.programmes.queries.programmes import addresses_in, draft_of
from levelground.runtime import clock

SECOND_THOUGHTS = timedelta(minutes=10)  # before the letters of a list leave
GOOD_FOR = timedelta(days=30)
REMINDED_AFTER = timedelta(days=14)
KEPT_AFTER_THE_END = timedelta(days=30)
DRAFT_KEPT = timedelta(days=1)
AT_ONCE = 50  # letters in one transaction


class CannotAsk(Exception):
    """The message is for the coordinator."""


@transaction.atomic
def draft_list(
    *, programme: Programme, people: Sequence[InviteeRow], notes: Sequence[str]
) -> Import:
    """Keep a list as it was read, until the coordinator takes it or reads another."""
    _lock(programme)
    Import.objects.filter(programme=programme, taken_at=None).delete()
    draft = Import(programme=programme, read_at=clock.now())
    store.seal_list(draft, people, notes)
    draft.save()
    return draft


@transaction.atomic
def take_list(*, programme: Programme) -> None:
    """Everybody in the draft who is not here yet gets a place, all of them or nobody.

    Whoever is here already, whatever they answered, is neither changed nor asked again.
    """
    _lock(programme)
    draft = draft_of(programme)
    if draft is None:
        return  # taken before: a second click
    now = clock.now()
    people, _notes = store.open_list(draft)
    here = addresses_in(programme)
    _make_invitees(programme, [one for one in people if one.email not in here], now, draft)
    draft.taken_at, draft.letters_at = now, now + SECOND_THOUGHTS
    draft.body, draft.wrapped = b"", b""
    draft.save()


@transaction.atomic
def undo_list(*, programme: Programme, number: int) -> None:
    """Take a list back: whoever of it has not answered is deleted, and letters that wait are too."""
    _lock(programme)
    mine = Invitee.objects.filter(programme=programme, source=number, state=Invitee.State.INVITED)
    letters = [pk for pk in mine.values_list("notice", flat=True) if pk]
    Letter.objects.waiting().filter(pk__in=letters).delete()
    _delete(list(mine))
    Import.objects.filter(programme=programme, pk=number).delete()


def send_now(*, programme: Programme) -> None:
    """No second thoughts: let the letters leave, the first at once and the others in a minute."""
    Import.objects.filter(programme=programme, letters_at__gt=clock.now()).update(
        letters_at=clock.now()
    )
    _post_some(clock.now(), programme)


@transaction.atomic
def ask_one(*, programme: Programme, known: InviteeRow) -> None:
    """Ask one more person, at once. Raises CannotAsk."""
    _lock(programme)
    if known.email in addresses_in(programme):
        raise CannotAsk(_("This address is in the programme already, or has said no to it."))
    _make_invitees(programme, [known], clock.now(), None)
    _post_some(clock.now(), programme)


def post_due(at: datetime) -> int:
    """Write the letters whose time has come. Returns how many."""
    posted = 0
    while batch := _post_some(at, None):
        posted += batch
    return posted


@transaction.atomic
def remind_due(at: datetime) -> int:
    """One reminder, two weeks after a letter that arrived and was not answered."""
    due = (
        Invitee.objects.select_for_update(of=("self",))
        .filter(
            state=Invitee.State.INVITED,
            reminded_at=None,
            asked_at__lte=at - REMINDED_AFTER,
            expires_at__gt=at,
            notice__sent_at__isnull=False,
        )
        .select_related("programme")
    )
    count = 0
    for invitee in due:
        days = max((invitee.expires_at - at).days, 1)
        invitee.reminder = _letter(invitee, "reminder", days=days)
        invitee.reminded_at = at
        invitee.save(update_fields=["reminder", "reminded_at"])
        count += 1
    return count


def forget(at: datetime) -> int:
    """Delete who has not answered in time, and what has had its day. Returns how many people."""
    with transaction.atomic():
        Import.objects.filter(taken_at=None, read_at__lte=at - DRAFT_KEPT).delete()
        Import.objects.filter(taken_at__lte=at - GOOD_FOR - DRAFT_KEPT).delete()
        silent = Q(state=Invitee.State.INVITED, expires_at__lte=at)
        over = Q(programme__ends_on__lt=(at - KEPT_AFTER_THE_END).date())
        return _delete(list(Invitee.objects.filter(silent | over)))


def forget_address(*, email: str) -> None:
    """Nothing here knows this address any longer, not even that it said no."""
    Invitee.objects.filter(email=email).delete()
    somebody_left(email, None)


def _make_invitees(
    programme: Programme, people: Sequence[InviteeRow], now: datetime, source: Import | None
) -> None:
    gone = Invitee.objects.filter(programme=programme, email__in=[one.email for one in people])
    gone.filter(state=Invitee.State.INVITED, expires_at__lte=now).delete()  # not swept up yet
    invitees = []
    for one in people:
        invitee = Invitee(
            programme=programme,
            email=one.email,
            name=one.name,
            source=source,
            asked_at=now,
            expires_at=now + GOOD_FOR,
        )
        store.seal_row(invitee, one)
        invitees.append(invitee)
    Invitee.objects.bulk_create(invitees, batch_size=200)


@transaction.atomic
def _post_some(at: datetime, programme: Programme | None) -> int:
    due = Invitee.objects.select_for_update(of=("self",)).filter(
        state=Invitee.State.INVITED, notice=None, expires_at__gt=at
    )
    due = due.exclude(source__letters_at__gt=at)
    if programme is not None:
        due = due.filter(programme=programme)
    invitees = list(due.select_related("programme")[:AT_ONCE])
    for invitee in invitees:
        invitee.asked_at, invitee.expires_at = at, at + GOOD_FOR
        invitee.notice = _letter(invitee, "asked", days=GOOD_FOR.days)
        invitee.save(update_fields=["asked_at", "expires_at", "notice"])
    return len(invitees)


def _letter(invitee: Invitee, kind: str, *, days: int) -> Letter:
    """The notice is what the law wants told: who holds what, why, and what can be done about it."""
    known = store.open_row(invitee)
    home = settings.ADDRESSES[0].rstrip("/")
    context = {
        "address": home + reverse("programmes:asked", args=[invitee.programme_id]),
        "agency": invitee.programme.agency,
        "agency_address": invitee.programme.agency_address,
        "law": invitee.programme.law,
        "days": days,
        "holds_organisation": bool(known.organisation) or known.is_paid is not None,
        "holds_training": known.trained,
    }
    template = f"programmes/mail/{kind}.txt"
    account = Person.objects.filter(email=invitee.email, is_active=True).first()
    return post(to=invitee.email, template=template, context=context, kind=kind, person=account)


def _delete(invitees: Sequence[Invitee]) -> int:
    """Places go, and with them what their people had begun to say."""
    Invitee.objects.filter(pk__in=[invitee.pk for invitee in invitees]).delete()
    addresses = {invitee.email for invitee in invitees}
    for person in Person.objects.filter(email__in=addresses):
        forget_unneeded(person)
    return len(invitees)


def _lock(programme: Programme) -> None:
    """One writer of a programme at a time."""
    Programme.objects.select_for_update().get(pk=programme.pk)
