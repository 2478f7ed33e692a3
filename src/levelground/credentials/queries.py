from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from levelground.accounts.models import Person
from levelground.credentials.domain import devices
from levelground.credentials.models import Identity, KnownDevice, Passkey
from levelground.live.models import SignIn
from levelground.live.sign_ins import fingerprint


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A browser in which somebody is signed in."""

    key: str
    words: str
    used_at: datetime
    is_this_one: bool


def devices_of(person: Person, *, here: str) -> list[Device]:
    """This one first, then whichever was used last. `here`: the session key of this one."""
    rows = SignIn.objects.filter(person=person, expire_date__gt=timezone.now())
    found = [
        Device(
            key=row.pk,
            words=devices.in_words(row.device),
            used_at=row.used_at,
            is_this_one=row.pk == fingerprint(here),
        )
        for row in rows.order_by("-used_at")
    ]
    return sorted(found, key=lambda one: not one.is_this_one)


def is_known(person: Person, *, token: str) -> bool:
    """Whether the browser was given this when they, and not another person, signed in in it."""
    return KnownDevice.objects.filter(
        person=person, fingerprint=devices.fingerprint(person.pk, token)
    ).exists()


def passkeys_of(person: Person) -> QuerySet[Passkey]:
    return Passkey.objects.filter(person=person)


def has_more_than_a_letter(person: Person) -> bool:
    """Whether they have set up a passkey or single sign-on, so that a letter can't do so for them."""
    return passkeys_of(person).exists() or identities_of(person).exists()


def identities_of(person: Person) -> QuerySet[Identity]:
    """At the provider of today: what an earlier one said of them opens nothing."""
    return person.identities.filter(issuer=settings.OIDC_ISSUER)
