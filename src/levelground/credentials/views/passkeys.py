"""Making a passkey, naming it, removing it; and signing in or proving yourself with one."""

from __future__ import annotations

from allauth.account.app_settings import EMAIL_VERIFICATION
from allauth.account.utils import get_next_redirect_url, perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from levelground.accounts.http import limits
from levelground.accounts.http.proofs import PASSKEY, needs_more, note_proof
from levelground.accounts.http.reauthentication import after_a_fresh_code
from levelground.accounts.http.requests import MemberRequest, posted
from levelground.audit.actions import record
from levelground.core.audit import EntryKind
from levelground.credentials.actions import (
    Refused,
    add_passkey,
    note_use,
    remove_passkey,
    rename_passkey,
)
from levelground.credentials.domain.devices import in_words, kind_of
from levelground.credentials.forms import PasskeyNameForm
from levelground.credentials.http import webauthn
from levelground.credentials.http.webauthn import NothingAsked, NotProved
from levelground.credentials.queries import passkeys_of
from levelground.credentials.views.own import unless_held_back_with_more


@login_not_required
@require_POST
def use_options(request: HttpRequest) -> HttpResponse:
    """The same for everyone: nobody says who they are before the passkey does."""
    if wait := limits.ask_for_passkey(request):
        return HttpResponse(limits.in_words(wait), status=429, content_type="text/plain")
    return JsonResponse(dict(webauthn.begin_using(request)))


@login_not_required
@require_POST
def use(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey; or, signed in, prove once more that it's you."""
    next_url = get_next_redirect_url(request)
    try:
        passkey, counter = webauthn.finish_using(request, request.POST.get("credential", ""))
    except NotProved as refused:
        if not isinstance(refused, NothingAsked):
            record(EntryKind.REFUSED, act="passkey", concerning=request.user.pk)
        messages.error(request, str(refused))
        return _try_again(request, next_url)
    person = passkey.person
    if not request.user.is_authenticated:
        note_use(passkey=passkey, counter=counter)
        note_proof(request.session, person, PASSKEY)
        answer: HttpResponse = perform_login(
            request, person, email_verification=EMAIL_VERIFICATION, redirect_url=next_url
        )
        return answer
    if person != request.user:
        messages.error(request, _("That passkey belongs to a different account."))
        return _try_again(request, next_url)
    note_use(passkey=passkey, counter=counter)
    note_proof(request.session, person, PASSKEY)
    request.session.cycle_key()
    return redirect(next_url or "account")


@require_POST
@unless_held_back_with_more
@after_a_fresh_code(back_to="credentials:show")
def make_options(request: MemberRequest) -> HttpResponse:
    return JsonResponse(dict(webauthn.begin_making(request, request.user)))


@require_POST
@unless_held_back_with_more
@after_a_fresh_code(back_to="credentials:show")
def add(request: MemberRequest) -> HttpResponse:
    you = request.user
    try:
        credential, counter = webauthn.finish_making(request, request.POST.get("credential", ""))
        name = in_words(kind_of(request.headers.get("User-Agent", "")))
        add_passkey(person=you, name=name, credential=credential, counter=counter)
    except (NotProved, Refused) as refused:
        messages.error(request, str(refused))
        return redirect("credentials:show")
    note_proof(request.session, you, PASSKEY)
    request.session.cycle_key()
    if needs_more(you) and not you.recovery_codes.exists():
        return redirect("credentials:recovery_codes")
    return redirect(get_next_redirect_url(request) or "credentials:show")


@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: MemberRequest, pk: int) -> HttpResponse:
    passkey = get_object_or_404(passkeys_of(request.user), pk=pk)
    form = PasskeyNameForm(posted(request), initial={"name": passkey.name})
    if request.method == "POST" and form.is_valid():
        rename_passkey(passkey=passkey, name=form.cleaned_data["name"])
        return redirect("credentials:show")
    page = {"form": form, "passkey": passkey}
    return render(request, "credentials/passkey.html", page, status=422 if form.errors else 200)


@require_POST
@after_a_fresh_code(back_to="credentials:passkey")
def remove(request: MemberRequest, pk: int) -> HttpResponse:
    passkey = get_object_or_404(passkeys_of(request.user), pk=pk)
    try:
        remove_passkey(passkey=passkey)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("credentials:show")


def _try_again(request: HttpRequest, next_url: str | None) -> HttpResponse:
    page = "account_reauthenticate" if request.user.is_authenticated else "account_login"
    return redirect(
        f"{reverse(page)}?{urlencode({'next': next_url})}" if next_url else reverse(page)
    )
