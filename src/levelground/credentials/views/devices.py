"""The page on how somebody signs in: passkeys, recovery codes, single sign-on, and their devices."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from levelground.accounts.actions.people import sign_out_everywhere
from levelground.accounts.http.proofs import is_fresh, needs_more
from levelground.accounts.http.requests import MemberRequest
from levelground.credentials.actions import forget_other_devices, sign_out_device
from levelground.credentials.http.adapter import device_token
from levelground.credentials.queries import devices_of, identities_of


@require_safe
def show(request: MemberRequest) -> HttpResponse:
    you = request.user
    page = {
        "passkeys": you.passkeys.all(),
        "needs_more": needs_more(you),
        "codes_left": you.recovery_codes.count(),
        "provider": settings.OIDC_NAME if settings.OIDC_ISSUER else "",
        "identity": identities_of(you).first(),
        "devices": devices_of(you, here=request.session.session_key or ""),
        "is_fresh": is_fresh(request, you),
        "zone": you.time_zone,
    }
    return render(request, "credentials/show.html", page)


@require_POST
def sign_out(request: MemberRequest) -> HttpResponse:
    sign_out_device(person=request.user, key=request.POST.get("device", ""))
    return redirect("credentials:show")


@require_POST
def sign_out_all(request: MemberRequest) -> HttpResponse:
    forget_other_devices(person=request.user, token=device_token(request))
    sign_out_everywhere(person=request.user)
    logout(request)
    return redirect("groups:home")
