"""Every change to how somebody can sign in, and the emails that say so."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from fido2.webauthn import AttestedCredentialData

from levelground.accounts.actions.people import expect, sign_out_everywhere
from levelground.accounts.http.proofs import needs_more
from levelground.accounts.models import Person
from levelground.accounts.queries import has_account
from levelground.audit.actions import record, record_operator
from levelground.core.audit import EntryKind
from levelground.credentials.domain import devices
from levelground.credentials.domain.claims import Claims
from levelground.credentials.models import Identity, KnownDevice, Passkey, RecoveryCode
from levelground.credentials.queries import identities_of
from levelground.letters.actions.letters import post
from levelground.live.models import SignIn
from levelground.runtime import clock

CODES = 10
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that's taken for something else
CODE_LENGTH = 16  # of 32 letters: 80 bits, so that a fingerprint needs no salt and no slowness
MOST_PASSKEYS = 20
DEVICE_KEPT = timedelta(days=400)  # as long as browsers keep a cookie


class Refused(Exception):
    """The message is for whoever asked."""


@transaction.atomic
def add_passkey(
    *, person: Person, name: str, credential: AttestedCredentialData, counter: int
) -> Passkey:
    """Raises Refused."""
    _lock(person)
    if person.passkeys.count() >= MOST_PASSKEYS:
        raise Refused(_("That's the most passkeys we can keep. Remove one first."))
    if Passkey.objects.filter(credential_id=credential.credential_id).exists():
        raise Refused(_("That passkey is already in use."))
    passkey = Passkey.objects.create(
        person=person,
        name=name,
        credential_id=credential.credential_id,
        credential=bytes(credential),
        counter=counter,
        made_at=clock.now(),
    )
    record(EntryKind.SIGN_IN_CHANGED, act="passkey added", by=person.pk)
    _tell(person, "passkey-added")
    return passkey


def note_use(*, passkey: Passkey, counter: int) -> None:
    Passkey.objects.filter(pk=passkey.pk).update(counter=counter, used_at=clock.now())


def rename_passkey(*, passkey: Passkey, name: str) -> None:
    Passkey.objects.filter(pk=passkey.pk).update(name=name)


@transaction.atomic
def remove_passkey(*, passkey: Passkey) -> None:
    """Raises Refused where it's the last way in of somebody who needs more than a letter."""
    person = passkey.person
    _lock(person)
    others = person.passkeys.exclude(pk=passkey.pk).exists() or identities_of(person).exists()
    if needs_more(person) and not others:
        raise Refused(_("You need a passkey to coordinate. Add another one, then remove this."))
    passkey.delete()
    record(EntryKind.SIGN_IN_CHANGED, act="passkey removed", by=person.pk)


@transaction.atomic
def make_recovery_codes(*, person: Person) -> list[str]:
    """Ten new ones, which only their person ever reads. Those before are no longer good."""
    _lock(person)
    person.recovery_codes.all().delete()
    codes = ["".join(secrets.choice(LETTERS) for _n in range(CODE_LENGTH)) for _n in range(CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(person=person, fingerprint=_fingerprint(code)) for code in codes
    )
    record(EntryKind.SIGN_IN_CHANGED, act="recovery codes made", by=person.pk)
    return codes


@transaction.atomic
def use_recovery_code(*, person: Person, code: str) -> bool:
    """Whether it was one of theirs. It's good once; they and the other coordinators are told."""
    used, _rows = person.recovery_codes.filter(fingerprint=_fingerprint(code)).delete()
    if used:
        record(EntryKind.SIGN_IN_CHANGED, act="recovery code used", by=person.pk)
        _tell_all(person, "recovery-code-used", others="recovery-notice")
    else:
        record(EntryKind.REFUSED, act="recovery code", concerning=person.pk)
    return bool(used)


@transaction.atomic
def find_or_make_person(*, claims: Claims) -> Person:
    """Who signs in with what the provider says, if nobody's signed in. Raises Refused.

    An address never opens an account that's there already: only its owner connects the two, signed
    in. So nobody comes in by having somebody else's address at a provider.
    """
    known = Identity.objects.filter(issuer=claims.issuer, subject=claims.subject).first()
    if known:
        return known.person
    provider = {"provider": settings.OIDC_NAME}
    if not claims.email:
        raise Refused(
            _("%(provider)s hasn't confirmed your email address. Sign in with a 6-digit code.")
            % provider
        )
    if has_account(claims.email) or Identity.objects.filter(person__email=claims.email).exists():
        raise Refused(
            _(
                "You already have an account. Sign in with a 6-digit code first, then connect %(provider)s on your Account page."
            )
            % provider
        )
    person = expect(email=claims.email)
    if person is None:
        raise Refused(_("You need an invitation to join. Ask a member of your group."))
    Identity.objects.create(
        person=person, issuer=claims.issuer, subject=claims.subject, made_at=clock.now()
    )
    return person


@transaction.atomic
def connect_identity(*, person: Person, claims: Claims) -> None:
    """For somebody who's signed in and has just proved who they are. Raises Refused."""
    _lock(person)
    known = Identity.objects.filter(issuer=claims.issuer, subject=claims.subject).first()
    if known and known.person_id != person.pk:
        raise Refused(_("Someone else has connected that account already."))
    if not known and identities_of(person).exists():
        raise Refused(_("Disconnect the account you have there first."))
    if not known:
        Identity.objects.create(
            person=person, issuer=claims.issuer, subject=claims.subject, made_at=clock.now()
        )
        record(EntryKind.SIGN_IN_CHANGED, act="single sign-on connected", by=person.pk)
        _tell(person, "provider-connected")


@transaction.atomic
def disconnect_identity(*, person: Person) -> None:
    """Raises Refused where it's the last way in of somebody who needs more than a letter."""
    _lock(person)
    if needs_more(person) and not person.passkeys.exists():
        raise Refused(_("You need a passkey to coordinate. Add one, then disconnect."))
    person.identities.all().delete()
    record(EntryKind.SIGN_IN_CHANGED, act="single sign-on disconnected", by=person.pk)


@transaction.atomic
def reset_credentials(*, person: Person) -> None:
    """For the operator: somebody has lost everything but their mailbox. They start again with a code."""
    _begin_again(person)
    record_operator("reset_passkeys", concerning=person.pk)
    _tell_all(person, "passkeys-reset", others="reset-notice")


@transaction.atomic
def make_coordinator(*, person: Person, keep: bool) -> bool:
    """For the operator. Returns whether it's news; then they're told, and begin again with a code.

    As a member a code was enough to set up a passkey, so whoever read their mail may have done it: it
    would now open more, and keep out its owner's. `keep`: it's known to be all theirs.
    """
    _lock(person)
    if not Person.objects.filter(pk=person.pk, is_staff=False).update(is_staff=True):
        return False
    if not keep:
        _begin_again(person)
    record_operator("make_coordinator" + (" --keep" if keep else ""), concerning=person.pk)
    _tell(person, "you-coordinate", begins_again=not keep, required=settings.PASSKEYS_REQUIRED)
    return True


def keep_only_own(*, person: Person, came_by_provider: bool) -> None:
    """At a first sign-in: what somebody else may have left at this address before isn't theirs."""
    if not came_by_provider:
        person.identities.all().delete()
    person.passkeys.all().delete()


@transaction.atomic
def note_device(*, person: Person, token: str, kind: str, is_first: bool) -> None:
    """Somebody has signed in in this browser. Where it's a new one, they're told."""
    known, is_new = KnownDevice.objects.update_or_create(
        person=person,
        fingerprint=devices.fingerprint(person.pk, token),
        defaults={"seen_at": clock.now()},
    )
    if is_new and not is_first:
        _tell(person, "new-device", device=lazy(devices.in_words, str)(kind), at=known.seen_at)


def forget_other_devices(*, person: Person, token: str) -> None:
    """What signs in there next is new again."""
    here = devices.fingerprint(person.pk, token)
    person.known_devices.exclude(fingerprint=here).delete()


def sign_out_device(*, person: Person, key: str) -> None:
    """Open pages on it notice within a moment."""
    if key.isalnum():  # PostgreSQL takes no NUL
        signed_out, _rows = SignIn.objects.filter(person=person, pk=key).delete()
        if signed_out:
            record(EntryKind.SIGNED_OUT, act="one device", by=person.pk)


def forget_devices(at: datetime) -> int:
    """Delete what hasn't been seen for as long as its cookie lives. Returns how many there were."""
    return KnownDevice.objects.filter(seen_at__lt=at - DEVICE_KEPT).delete()[0]


def _begin_again(person: Person) -> None:
    """Only their mailbox lets them in, wherever they were signed in before."""
    for kept in (person.passkeys, person.recovery_codes, person.identities, person.known_devices):
        kept.all().delete()
    sign_out_everywhere(person=person, by_them=False)


def _tell(person: Person, kind: str, **more: object) -> None:
    site = settings.ADDRESSES[0].rstrip("/")
    context = {
        "person": person,
        "zone": person.time_zone,
        "address": site + reverse("credentials:show"),
        "provider": settings.OIDC_NAME,
        "host": site.partition("://")[2],
        "at": clock.now(),
        **more,
    }
    template = f"credentials/mail/{kind.replace('-', '_')}.txt"
    post(to=person.email, template=template, context=context, kind=kind, person=person)


def _tell_all(person: Person, kind: str, *, others: str) -> None:
    """They, and everyone else who coordinates: it may not have been them."""
    _tell(person, kind)
    for other in Person.objects.filter(is_staff=True, is_active=True).exclude(pk=person.pk):
        _tell(other, others, who=person.name)


def _fingerprint(code: str) -> str:
    return hashlib.sha256("".join(code.split()).replace("-", "").upper().encode()).hexdigest()


def _lock(person: Person) -> None:
    """One change at a time to how somebody signs in."""
    Person.objects.select_for_update().get(pk=person.pk)
