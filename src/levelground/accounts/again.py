"""A fresh code before somebody takes everything along, lets it go for good, or gives another address.

A sign-in lasts two weeks, and a phone may lie open on a table. Whoever has typed a code in the last
ten minutes is not asked again. allauth asks again only for passwords, so this is its code once more.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from levelground.accounts.codes import MailedCode

View = Callable[..., HttpResponse]


class FreshCode(MailedCode):
    """A code that is on its way to somebody who is signed in, at their own address."""

    waiting_in = "levelground_fresh_code"
    letter = "account/email/fresh_code"

    def finish(self) -> None:
        self.abort()
        record_authentication(
            self.request, self.user, method="code", email=self.email, reauthenticated=True
        )


def is_fresh(request: HttpRequest) -> bool:
    """Whether a code was typed in this browser a moment ago, to sign in or again."""
    since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    records = get_authentication_records(request, request.user)
    return any(one["method"] == "code" and one["at"] >= since for one in records)


def after_a_fresh_code(*, back_to: str = "") -> Callable[[View], View]:
    """Let a view be reached with a fresh code only.

    `back_to`: the page on which to go on, for a view that is a file and no page.
    """

    def decorated(view: View) -> View:
        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if is_fresh(request):
                return view(request, *args, **kwargs)
            page = reverse(back_to, args=args, kwargs=kwargs) if back_to else request.path
            return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': page})}")

        return asked

    return decorated
