"""A fresh code before somebody takes everything along, or lets it go for good.

A sign-in lasts two weeks, and a phone may lie open on a table. Whoever has typed a code in the last
ten minutes is not asked again. allauth asks again only for passwords, so this is its code once more.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

WAITING = "levelground_fresh_code"  # in the session

View = Callable[..., HttpResponse]


class TooOften(Exception):
    """So many codes have been sent that the next must wait."""


class FreshCode(AbstractCodeVerificationProcess):  # type: ignore[misc]  # allauth has no types
    """A code that is on its way to somebody who is signed in."""

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        super().__init__(
            max_attempts=app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS,
            timeout=app_settings.LOGIN_BY_CODE_TIMEOUT,
            state=state,
            user=request.user,
        )
        self.request = request

    @classmethod
    def waiting(cls, request: HttpRequest) -> FreshCode | None:
        """The one that was sent and is still good."""
        state = request.session.get(WAITING)
        found: FreshCode | None = cls(request, state).abort_if_invalid() if state else None
        return found

    @classmethod
    def ask(cls, request: HttpRequest) -> None:
        """Send one. The one before is no longer good. Raises TooOften, or OSError."""
        email = request.user.email  # type: ignore[union-attr]  # signed in
        if not ratelimit.consume(request, action="request_login_code", key=email.lower()):
            raise TooOften
        code = cls(request, cls.initial_state(user=request.user, email=email))
        code.send()
        code.persist()

    def send(self) -> None:
        adapter = get_adapter()
        self.state["code"] = adapter.generate_login_code()
        adapter.send_mail(
            "account/email/fresh_code",
            self.state["email"],
            {"request": self.request, "code": self.state["code"]},
        )

    def persist(self) -> None:
        self.request.session[WAITING] = self.state

    def abort(self) -> None:
        self.request.session.pop(WAITING, None)

    def finish(self) -> None:
        self.abort()
        record_authentication(
            self.request, self.user, method="code", email=self.state["email"], reauthenticated=True
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
