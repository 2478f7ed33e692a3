"""The two ceremonies of WebAuthn, making a passkey and using one. They read and check; nothing is written.

`fido2` does the cryptography. A browser gets options with a challenge, which waits in its session;
what it sends back is good for that challenge, once, within ten minutes, and from our own pages only.
Every passkey is discoverable (no address is typed first, so the sign-in page is the same for
everyone) and verifies its user (a finger, a face or a PIN), so that it's two factors in one.
"""

from __future__ import annotations

import json
import struct
import time
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from levelground.accounts.models import Person
from levelground.credentials.models import LONGEST_ID, Passkey

WAITING_IN = "levelground_passkey"  # the session
GOOD_FOR = 600  # seconds
LONGEST_ANSWER = 20_000  # characters; real ones have about a thousand
UNREADABLE = (
    ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, UnsupportedAlgorithm,
    ValueError, struct.error,
)  # fmt: skip  # what fido2 says of bytes that are no passkey's


class NotProved(Exception):
    """The message is for whoever tried."""


class NothingAsked(NotProved):
    """No challenge waits for this answer: it proves nothing, and is no attempt either."""


def begin_making(request: HttpRequest, person: Person) -> Mapping[str, Any]:
    """What a browser is asked for a new passkey, as JSON."""
    options, state = _server(request).register_begin(
        PublicKeyCredentialUserEntity(
            id=_handle(person), name=person.email, display_name=person.name
        ),
        [AttestedCredentialData(bytes(one.credential)) for one in person.passkeys.all()],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _ask(request, "making", dict(options), state)


def finish_making(request: HttpRequest, answer: str) -> tuple[AttestedCredentialData, int]:
    """The new passkey and its counter. Raises NotProved."""
    state, parsed = _answered(request, "making", answer)
    try:
        made = _server(request).register_complete(state, parsed)
    except UNREADABLE as wrong:
        raise NotProved(_("That passkey couldn't be saved. Try again.")) from wrong
    credential = made.credential_data
    if credential is None or len(credential.credential_id) > LONGEST_ID:
        raise NotProved(_("That passkey couldn't be saved. Try a different device."))
    return credential, made.counter


def begin_using(request: HttpRequest) -> Mapping[str, Any]:
    """What a browser is asked when somebody wants to use a passkey: the same for everyone."""
    options, state = _server(request).authenticate_begin(
        user_verification=UserVerificationRequirement.REQUIRED
    )
    return _ask(request, "using", dict(options), state)


def finish_using(request: HttpRequest, answer: str) -> tuple[Passkey, int]:
    """The passkey that was used, and how far its counter has come. Raises NotProved."""
    unknown = _("We don't know that passkey. Sign in with a 6-digit code instead.")
    state, parsed = _answered(request, "using", answer)
    try:
        response = AuthenticationResponse.from_dict(parsed)
        passkey = Passkey.objects.select_related("person").get(credential_id=response.raw_id)
        known = AttestedCredentialData(bytes(passkey.credential))
        _server(request).authenticate_complete(state, [known], response)
    except Passkey.DoesNotExist as wrong:
        raise NotProved(unknown) from wrong
    except UNREADABLE as wrong:
        raise NotProved(_("That didn't work. Try your passkey again.")) from wrong
    counter = response.response.authenticator_data.counter
    if passkey.counter and counter <= passkey.counter:  # a copy of the key has been used before
        raise NotProved(unknown)
    return passkey, counter


def _server(request: HttpRequest) -> Fido2Server:
    host = request.get_host().rpartition(":")[0] or request.get_host()
    return Fido2Server(
        PublicKeyCredentialRpEntity(id=host, name="Level Ground"),
        verify_origin=lambda origin: origin in settings.CSRF_TRUSTED_ORIGINS,
    )


def _handle(person: Person) -> bytes:
    """By which a device knows that two passkeys are one person's. It says nothing of them."""
    return salted_hmac("levelground.credentials", str(person.pk), algorithm="sha256").digest()


def _ask(
    request: HttpRequest, what: str, options: Mapping[str, Any], state: Any
) -> Mapping[str, Any]:
    request.session[WAITING_IN] = {"what": what, "state": state, "at": time.time()}
    return options


def _answered(request: HttpRequest, what: str, answer: str) -> tuple[Any, Mapping[str, Any]]:
    """The challenge that waits, good for this one answer; and the answer."""
    waiting = request.session.pop(WAITING_IN, None)
    if not waiting or waiting["what"] != what or time.time() - waiting["at"] > GOOD_FOR:
        raise NothingAsked(_("That took too long. Try again."))
    try:
        parsed = json.loads(answer[:LONGEST_ANSWER])
    except UNREADABLE as wrong:
        raise NotProved(_("That didn't work. Try your passkey again.")) from wrong
    if not isinstance(parsed, dict):
        raise NotProved(_("That didn't work. Try your passkey again."))
    return waiting["state"], parsed
