"""To the provider and back: signing in, proving yourself once more, connecting and disconnecting."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.app_settings import EMAIL_VERIFICATION
from allauth.account.utils import get_next_redirect_url, perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from levelground.accounts.http import limits
from levelground.accounts.http.proofs import SINGLE_SIGN_ON, is_fresh, note_proof
from levelground.accounts.http.reauthentication import after_a_fresh_code
from levelground.accounts.http.requests import MemberRequest
from levelground.accounts.models import Person
from levelground.audit.actions import record
from levelground.core.audit import EntryKind
from levelground.credentials.actions import (
    Refused,
    connect_identity,
    disconnect_identity,
    find_or_make_person,
)
from levelground.credentials.domain.claims import Claims
from levelground.credentials.http import oidc
from levelground.credentials.http.oidc import NotIdentified
from levelground.credentials.queries import identities_of
from levelground.credentials.views.own import is_held_back_with_more, unless_held_back_with_more

UNDER_WAY = "levelground_provider"  # the session: what for, since when, and where to go on
GOOD_FOR = 600  # seconds


@login_not_required
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """To sign in; or, signed in, to prove once more that it's you."""
    return _go(request, connecting=False)


@require_POST
@unless_held_back_with_more
@after_a_fresh_code(back_to="credentials:show")
def connect(request: MemberRequest) -> HttpResponse:
    return _go(request, connecting=True)


@require_POST
@after_a_fresh_code(back_to="credentials:show")
def disconnect(request: MemberRequest) -> HttpResponse:
    try:
        disconnect_identity(person=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("credentials:show")


@login_not_required
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """The provider's answer. It's good once, and only in the browser that asked for it."""
    if not settings.OIDC_ISSUER:
        raise Http404
    under_way = request.session.pop(UNDER_WAY, None) or {}
    next_url = under_way.get("next") or ""
    try:
        _check_in_time(under_way)
        claims = oidc.read_answer(request)
        if not request.user.is_authenticated:
            return _sign_in(request, claims, next_url)
        if under_way.get("connecting") == request.user.pk:
            _connect(request, request.user, claims)
        else:
            _prove_once_more(request.user, claims)
    except (NotIdentified, Refused) as refused:
        record(EntryKind.REFUSED, act=SINGLE_SIGN_ON, concerning=request.user.pk)
        return _refused(request, str(refused))
    note_proof(request.session, request.user, SINGLE_SIGN_ON, at=claims.proved_at)
    request.session.cycle_key()
    return redirect(next_url or "credentials:show")


def _go(request: HttpRequest, *, connecting: bool) -> HttpResponse:
    if not settings.OIDC_ISSUER:
        raise Http404
    if wait := limits.ask_provider(request):
        return _refused(request, limits.in_words(wait))
    request.session[UNDER_WAY] = {
        "connecting": request.user.pk if connecting else None,
        "next": get_next_redirect_url(request),
        "at": time.time(),
    }
    try:
        return oidc.ask_provider(request, once_more=request.user.is_authenticated)
    except NotIdentified as refused:
        return _refused(request, str(refused))


def _refused(request: HttpRequest, why: str) -> HttpResponse:
    messages.error(request, why)
    return redirect("credentials:show" if request.user.is_authenticated else "account_login")


def _sign_in(request: HttpRequest, claims: Claims, next_url: str) -> HttpResponse:
    """Strong, and only as fresh as the provider says: they may have been signed in there for days."""
    person = find_or_make_person(claims=claims)
    note_proof(request.session, person, SINGLE_SIGN_ON, at=claims.proved_at)
    answer: HttpResponse = perform_login(
        request, person, email_verification=EMAIL_VERIFICATION, redirect_url=next_url
    )
    return answer


def _check_in_time(under_way: dict[str, Any]) -> None:
    """Raises Refused. An answer that nothing waits for isn't late: it's refused as what it is."""
    if under_way and time.time() - under_way.get("at", 0) > GOOD_FOR:
        raise Refused(_too_long())


def _connect(request: HttpRequest, person: Person, claims: Claims) -> None:
    """What was asked at the beginning holds at the end: somebody else may sit there by now. Raises Refused."""
    if not is_fresh(request, person) or is_held_back_with_more(request, person):
        raise Refused(_too_long())
    connect_identity(person=person, claims=claims)


def _too_long() -> str:
    return _("That took too long. Try again.")


def _prove_once_more(person: Person, claims: Claims) -> None:
    """Raises Refused."""
    mine = identities_of(person).filter(subject=claims.subject).exists()
    if not mine:
        raise Refused(_("That account isn't connected to yours."))
    if not claims.proved_just_now:
        raise Refused(
            _("%(provider)s didn't ask you to sign in again. Sign out there, then try again.")
            % {"provider": settings.OIDC_NAME}
        )
