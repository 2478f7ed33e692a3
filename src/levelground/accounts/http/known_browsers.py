"""Browsers in which somebody has signed in before, told by a cookie of their own.

Such a browser has its own share of every limit: what strangers ask for in somebody's name does not
keep them out. The cookie opens nothing, and only this server can tell whose it is.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

KEPT = timedelta(days=180)
MOST = 4  # people who share a browser
BETWEEN = "|"


def known_browser(request: HttpRequest, email: str) -> str:
    """Its number, if this address has signed in here before; else ""."""
    for entry in _entries(request):
        try:
            return _signer(email).unsign(entry)
        except BadSignature:  # somebody else's, or forged
            continue
    return ""


def remember_browser(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """After a sign-in. Whoever signed in here longest ago goes first, where there are many."""
    number = known_browser(request, email) or secrets.token_urlsafe(12)
    mine = _signer(email).sign(number)
    others = [entry for entry in _entries(request) if entry.partition(":")[0] != number]
    response.set_cookie(
        settings.KNOWN_COOKIE_NAME,
        BETWEEN.join([mine, *others][:MOST]),
        max_age=KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _entries(request: HttpRequest) -> list[str]:
    cookie = request.COOKIES.get(settings.KNOWN_COOKIE_NAME, "")
    return cookie.split(BETWEEN)[:MOST] if cookie else []


def _signer(email: str) -> Signer:
    return Signer(salt=f"levelground.known_browser|{email}")
