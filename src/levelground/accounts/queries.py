from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY

from levelground.accounts.models import Person
from levelground.accounts.proofs import is_held_back
from levelground.live.door import SignedOut
from levelground.live.sign_ins import SessionStore

GuestList = Callable[[str], bool]

_guest_lists: list[GuestList] = []


def add_guest_list(is_expected: GuestList) -> None:
    """Have an app say whom it expects. Called in its `AppConfig.ready()`."""
    if is_expected not in _guest_lists:
        _guest_lists.append(is_expected)


def may_come_in(email: str) -> bool:
    """Whether a new person with this address may have an account here."""
    return bool(settings.SIGN_UP_OPEN) or any(expects(email) for expects in _guest_lists)


def has_account(email: str) -> bool:
    """Whether somebody has come in with this address. Who never typed their code does not count."""
    return any(one.has_come_in for one in Person.objects.filter(email=email))


def signed_in_person(session_key: str) -> Person:
    """Whose sign-in this is. Raises SignedOut where it is nobody's, held back, or the account closed."""
    session = SessionStore(session_key)
    signed_in = session.get(SESSION_KEY)
    person = Person.objects.filter(pk=signed_in, is_active=True).first() if signed_in else None
    if person is None or is_held_back(session, person):
        raise SignedOut
    return person
