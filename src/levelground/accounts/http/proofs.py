"""How people have proved who they are in this browser, and whether that's enough: decided here only.

Every way in ends in allauth's `perform_login`, and leaves its proof in the browser's session. A code
from an email is enough for members. Coordinators need more: a passkey, single sign-on, or one of their
recovery codes. Where that's required and missing, a sign-in is *held back*: see
`credentials.middleware`.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from levelground.accounts.models import Person

CODE, PASSKEY, SINGLE_SIGN_ON, RECOVERY_CODE = "code", "passkey", "single-sign-on", "recovery-code"
STRONG = frozenset({PASSKEY, SINGLE_SIGN_ON, RECOVERY_CODE})

KEPT_IN = "levelground_proofs"  # the session: whose, and when each way was last used


def note_proof(session: SessionBase, person: Person, how: str, *, at: float | None = None) -> None:
    """Somebody has proved who they are, to sign in or once more: just now, or at an earlier time.

    Whoever a provider knows still has proved it long ago: that's strong, but it isn't fresh.
    """
    earlier = {way: when for way, when in _proofs(session, person).items() if way != how}
    now = time.time() if at is None else at
    session[KEPT_IN] = {"person": person.pk, "at": {**earlier, how: now}}  # the latest comes last


def has_proof(session: SessionBase, person: Person, how: str) -> bool:
    return how in _proofs(session, person)


def latest_proof(session: SessionBase, person: Person) -> str:
    """By which way somebody has come in: the one they used last."""
    return next(reversed(list(_proofs(session, person))), CODE)


def needs_more(person: Person) -> bool:
    """Whether a code from an email isn't enough for this person."""
    return bool(settings.PASSKEYS_REQUIRED) and person.is_staff


def is_held_back(session: SessionBase, person: Person) -> bool:
    """Whether this sign-in may go on only to prove more."""
    return needs_more(person) and not STRONG & _proofs(session, person).keys()


def is_fresh(request: HttpRequest, person: Person) -> bool:
    """Whether they proved it a moment ago. Who needs more than a code isn't fresh with one."""
    by_code = not needs_more(person) or is_held_back(request.session, person)
    proofs = _proofs(request.session, person)
    times = [at for how, at in proofs.items() if by_code or how in STRONG]
    if by_code:  # that of the sign-in itself is in allauth's record
        records = get_authentication_records(request, person)
        times += [one["at"] for one in records if one["method"] == CODE]
    since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    return any(at >= since for at in times)


def _proofs(session: SessionBase, person: Person) -> Mapping[str, float]:
    """Those of this person: what another one left in the same browser doesn't count."""
    kept: dict[str, Any] = session.get(KEPT_IN) or {}
    return kept["at"] if kept.get("person") == person.pk else {}
