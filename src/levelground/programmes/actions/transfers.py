"""Somebody has another address: programmes that know them by the old one know them by the new one."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from levelground.programmes import store
from levelground.programmes.models import Invitee, Programme
from levelground.runtime import clock


@transaction.atomic
def move_invitees(*, old: str, new: str) -> None:
    """What they answered, or were asked, stays as it is. A programme that asked both asks once."""
    invitees = Invitee.objects.filter(email=old)
    invitees.filter(
        state=Invitee.State.INVITED, expires_at__lte=clock.now()
    ).delete()  # not swept up yet
    for programme in Programme.objects.select_for_update().filter(
        pk__in=invitees.values("programme")
    ):
        Invitee.objects.filter(programme=programme, email=new).delete()
        readdress(Invitee.objects.get(programme=programme, email=old), new)


def readdress(invitee: Invitee, new: str) -> None:
    """What a list said is sealed anew: its seal is bound to the address."""
    known = store.open_row(invitee) if invitee.known else None
    invitee.email, invitee.known, invitee.wrapped = new, b"", b""
    if known is not None:
        store.seal_row(invitee, replace(known, email=new))
    invitee.save(update_fields=["email", "known", "wrapped", "wrapped_with"])
