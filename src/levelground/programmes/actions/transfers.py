"""Somebody has another address: programmes that know them by the old one know them by the new one."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from levelground.live import clock
from levelground.programmes import store
from levelground.programmes.models import Place, Programme


@transaction.atomic
def move_places(*, old: str, new: str) -> None:
    """What they answered, or were asked, stays as it is. A programme that asked both asks once."""
    places = Place.objects.filter(email=old)
    places.filter(state=Place.State.ASKED, expires_at__lte=clock.now()).delete()  # not swept up yet
    for programme in Programme.objects.select_for_update().filter(
        pk__in=places.values("programme")
    ):
        Place.objects.filter(programme=programme, email=new).delete()
        readdress(Place.objects.get(programme=programme, email=old), new)


def readdress(place: Place, new: str) -> None:
    """What a list said is sealed anew: its seal is bound to the address."""
    known = store.open_known(place) if place.known else None
    place.email, place.known, place.wrapped = new, b"", b""
    if known is not None:
        store.seal_known(place, replace(known, email=new))
    place.save(update_fields=["email", "known", "wrapped", "wrapped_with"])
