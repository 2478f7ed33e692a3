"""Where every sign-in ends, whichever way it came: its device is noted, and a new one is written about."""

from __future__ import annotations

import re
import secrets
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from levelground.accounts.http import adapter
from levelground.accounts.http.proofs import SINGLE_SIGN_ON, has_proof, latest_proof
from levelground.accounts.models import Person
from levelground.audit.actions import record
from levelground.core.audit import EntryKind
from levelground.credentials.actions import DEVICE_KEPT, keep_only_own, note_device
from levelground.credentials.domain.devices import kind_of
from levelground.credentials.queries import is_known
from levelground.live.sign_ins import DEVICE

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class Adapter(adapter.Adapter):
    """For `ACCOUNT_ADAPTER`."""

    def login(self, request: HttpRequest, user: Person) -> None:
        kind = kind_of(request.headers.get("User-Agent", ""))
        is_first = user.last_login is None
        if is_first:
            by_provider = has_proof(request.session, user, SINGLE_SIGN_ON)
            keep_only_own(person=user, came_by_provider=by_provider)
        super().login(request, user)
        record(EntryKind.SIGNED_IN, act=latest_proof(request.session, user), by=user.pk)
        request.session[DEVICE] = kind
        request.device_token = device_token(request) or secrets.token_urlsafe(32)  # type: ignore[attr-defined]
        note_device(
            person=user,
            token=request.device_token,  # type: ignore[attr-defined]
            kind=kind,
            is_first=is_first,
        )

    def post_login(self, request: HttpRequest, user: Person, **how: Any) -> HttpResponse:
        answer: HttpResponse = super().post_login(request, user, **how)
        answer.set_cookie(
            settings.DEVICE_COOKIE_NAME,
            request.device_token,  # type: ignore[attr-defined]  # from `login`, just before
            max_age=DEVICE_KEPT,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return answer


def device_token(request: HttpRequest) -> str:
    """What this browser was given when this person signed in earlier; "" if it wasn't.

    What another was given isn't taken over: they may have it elsewhere too, and would be known there.
    """
    token, person = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), request.user
    is_theirs = person.is_authenticated and TOKEN.fullmatch(token) and is_known(person, token=token)
    return token if is_theirs else ""
