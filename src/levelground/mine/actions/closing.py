"""Closing an account: what goes at once, and what stays for the group without a name."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from levelground.accounts.actions.people import sign_out_everywhere
from levelground.accounts.models import Person
from levelground.audit.actions import record
from levelground.core.audit import EntryKind
from levelground.groups.actions.groups import leave_group
from levelground.groups.models import Member
from levelground.live.models import SignIn
from levelground.mine.queries.holdings import held_by, rows_about, to_be_erased
from levelground.programmes.actions.invitations import forget_address
from levelground.runtime import clock
from levelground.words.actions.words import shred_person

NOWHERE = "gone.invalid"  # no mail is ever delivered there (RFC 2606)


class StillHeld(Exception):
    """They answer for something of others. The message is for them."""


def close_account(*, person: Person) -> None:
    """Erase a person. Raises StillHeld, and then nothing has changed.

    Their places in groups stay, each with a nobody in it, so that the group's story still adds up;
    two groups can no longer tell that it was the same person.
    """
    _erase(person)
    shrink_log()


def forget_sign_ins(at: datetime) -> int:
    """Delete sign-ins that are over, with what they say of whom. Returns how many there were."""
    return SignIn.objects.filter(expire_date__lt=at).delete()[0]


def shrink_log() -> None:
    """Let nothing of what was erased stay in the database's log of changes (SQLite's WAL)."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@transaction.atomic
def _erase(person: Person) -> None:
    person = Person.objects.select_for_update().get(pk=person.pk)
    if held := held_by(person):
        raise StillHeld(
            _("You answer for this here: %(held)s. Erase it or hand it over, then come back.")
            % {"held": ", ".join(held)}
        )
    record(EntryKind.ACCOUNT_CLOSED, by=person.pk)
    for member in Member.objects.filter(person=person, left_at=None).select_related("group"):
        leave_group(member=member)
    shred_person(person)
    forget_address(email=person.email)
    for model, holding in to_be_erased():
        rows_about(model, holding, person).delete()
    for member in Member.objects.filter(person=person):
        member.person = _nobody()
        member.save(update_fields=["person"])
    sign_out_everywhere(person=person, by_them=False)
    person.delete()


def _nobody() -> Person:
    """Who is in the place of somebody who is gone. Never the same nobody twice."""
    return Person.objects.create_user(
        f"{uuid.uuid4().hex}@{NOWHERE}",
        name=_("Former member"),
        is_active=False,
        joined_at=clock.now(),
    )
