"""For people who need more than a code from an email: proving it, setting it up, and recovery codes."""

from __future__ import annotations

from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from levelground.accounts.http.proofs import (
    RECOVERY_CODE,
    is_fresh,
    is_held_back,
    needs_more,
    note_proof,
)
from levelground.accounts.http.reauthentication import after_a_fresh_code
from levelground.accounts.http.requests import MemberRequest
from levelground.credentials.actions import make_recovery_codes, use_recovery_code
from levelground.credentials.forms import RecoveryCodeForm
from levelground.credentials.queries import has_more_than_a_letter


@require_safe
def show(request: MemberRequest) -> HttpResponse:
    if not is_held_back(request.session, request.user):
        return redirect(get_next_redirect_url(request) or "/")
    return _page(request, RecoveryCodeForm(request=request, person=request.user))


@require_POST
def recovery_code(request: MemberRequest) -> HttpResponse:
    you = request.user
    if not is_held_back(request.session, you):
        return redirect("credentials:show")
    form = RecoveryCodeForm(request.POST, request=request, person=you)
    if form.is_valid():
        if use_recovery_code(person=you, code=form.cleaned_data["code"]):
            note_proof(request.session, you, RECOVERY_CODE)
            request.session.cycle_key()
            messages.success(request, _("That worked. Now add a passkey on the device you use."))
            return redirect("credentials:show")
        form.add_error("code", _("That isn't one of your unused codes. Check it, or use another."))
    return _page(request, form, status=429 if form.has_error("code", "wait") else 422)


@require_http_methods(["GET", "HEAD", "POST"])
@after_a_fresh_code()
def recovery_codes(request: MemberRequest) -> HttpResponse:
    """New ones are made and shown once, on the answer to the button."""
    you = request.user
    if not needs_more(you):
        return redirect("credentials:show")
    codes = make_recovery_codes(person=you) if request.method == "POST" else []
    page = {"codes": codes, "left": you.recovery_codes.count()}
    return render(request, "credentials/recovery_codes.html", page)


def _page(request: MemberRequest, form: RecoveryCodeForm, *, status: int = 200) -> HttpResponse:
    you = request.user
    page = {
        "form": form,
        "has_more": has_more_than_a_letter(you),
        "has_codes": you.recovery_codes.exists(),
        "is_fresh": is_fresh(request, you),
        "next_url": get_next_redirect_url(request) or "/",
        "here": request.get_full_path(),
    }
    return render(request, "credentials/more.html", page, status=status)
