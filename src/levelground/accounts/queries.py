from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.utils import translation

from levelground.accounts.models import Person

Allowlist = Callable[[str], bool]

_allowlists: list[Allowlist] = []


def register_signup_allowlist(is_expected: Allowlist) -> None:
    """Have an app say whom it expects. Called in `config.wiring`."""
    if is_expected not in _allowlists:
        _allowlists.append(is_expected)


def may_come_in(email: str) -> bool:
    """Whether a new person with this address may have an account here."""
    return bool(settings.SIGN_UP_OPEN) or any(expects(email) for expects in _allowlists)


def language_at(email: str) -> str:
    """In which somebody with this address reads; without an account, as whoever writes to them does."""
    person = Person.objects.filter(email=email).first()
    return person.reads if person else translation.get_language() or settings.LANGUAGE_CODE


def has_account(email: str) -> bool:
    """Whether somebody has come in with this address. Who never typed their code does not count."""
    return any(one.has_come_in for one in Person.objects.filter(email=email))
