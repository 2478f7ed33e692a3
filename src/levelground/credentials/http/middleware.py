"""Holds back people who need more than a code from an email, until they've proved more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from levelground.accounts.http.proofs import is_held_back

Answer = Callable[[HttpRequest], HttpResponse]

REACHABLE = frozenset({  # what proves more, and the ways out; every other page waits
    "account_logout",
    "account_reauthenticate",
    "credentials:add_passkey",
    "credentials:connect",
    "credentials:more",
    "credentials:passkey_options",
    "credentials:recovery_code",
    "credentials:sign_out_everywhere",
    "credentials:single_sign_on",
    "credentials:single_sign_on_back",
    "credentials:use_options",
    "credentials:use_passkey",
    "who_can_see_what",
})  # fmt: skip


class MoreThanALetter:
    """For `MIDDLEWARE`, after Django's LoginRequiredMiddleware."""

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        page = request.resolver_match.view_name if request.resolver_match else ""
        if (
            not request.user.is_authenticated
            or page in REACHABLE
            or not is_held_back(request.session, request.user)
        ):
            return None
        back = {"next": request.get_full_path()} if request.method in {"GET", "HEAD"} else {}
        return redirect(f"{reverse('credentials:more')}?{urlencode(back)}")
