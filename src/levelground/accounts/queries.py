from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

from levelground.accounts.models import Person

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
