"""Whose sign-in it is that listens to a page's ticks."""

from __future__ import annotations

from django.contrib.auth import SESSION_KEY

from levelground.accounts.http.proofs import is_held_back
from levelground.accounts.models import Person
from levelground.live.door import SignedOut
from levelground.live.sign_ins import SessionStore


def signed_in_person(session_key: str) -> Person:
    """Whose sign-in this is. Raises SignedOut where it is nobody's, held back, or the account closed."""
    session = SessionStore(session_key)
    signed_in = session.get(SESSION_KEY)
    person = Person.objects.filter(pk=signed_in, is_active=True).first() if signed_in else None
    if person is None or is_held_back(session, person):
        raise SignedOut
    return person
