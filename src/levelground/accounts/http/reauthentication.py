"""A fresh code before somebody takes everything along, lets it go for good, or gives another address.

A sign-in lasts two weeks, and a phone may lie open on a table. Whoever has typed a code in the last
ten minutes is not asked again. allauth asks again only for passwords, so this is its code once more.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from levelground.accounts.http.codes import MailedCode
from levelground.accounts.http.proofs import CODE, is_fresh, note_proof
from levelground.accounts.http.requests import MemberRequest

View = Callable[..., HttpResponse]


class FreshCode(MailedCode):
    """A code that is on its way to somebody who is signed in, at their own address."""

    waiting_in = "levelground_fresh_code"
    letter = "account/email/fresh_code"

    def finish(self) -> None:
        self.abort()
        note_proof(self.request.session, self.user, CODE)


def after_a_fresh_code(*, back_to: str = "") -> Callable[[View], View]:
    """Let a view be reached with a fresh code only.

    `back_to`: the page on which to go on, for a view that is a file and no page.
    """

    def decorated(view: View) -> View:
        @wraps(view)
        def asked(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if is_fresh(request, request.user):
                return view(request, *args, **kwargs)
            page = reverse(back_to, args=args, kwargs=kwargs) if back_to else request.path
            return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': page})}")

        return asked

    return decorated
