from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from levelground.accounts.actions.people import Taken, sign_out_elsewhere
from levelground.accounts.forms import CodeForm
from levelground.accounts.http.codes import NotSent
from levelground.accounts.http.reauthentication import after_a_fresh_code
from levelground.accounts.http.requests import MemberRequest
from levelground.audit.http import note_export
from levelground.credentials.actions import forget_other_devices
from levelground.credentials.http.adapter import device_token
from levelground.mine.actions.address import AddressCode, change_address
from levelground.mine.actions.closing import StillHeld, close_account
from levelground.mine.forms import ClosingForm, NewAddressForm
from levelground.mine.pages.activity import activity_of
from levelground.mine.pages.download import NAME, packed
from levelground.mine.queries.holdings import everything_of
from levelground.runtime import clock


@require_safe
def show(request: MemberRequest) -> HttpResponse:
    sections = everything_of(request.user)
    context = {
        "sections": [section for section in sections if section.rows],
        "empty": [section for section in sections if not section.rows],
    }
    return render(request, "mine/show.html", context)


@require_safe
@after_a_fresh_code(back_to="mine:show")
def download(request: MemberRequest) -> HttpResponse:
    note_export(request)
    return HttpResponse(
        packed(everything_of(request.user), clock.now()),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{NAME}"'},
    )


@require_safe
def activity(request: MemberRequest) -> HttpResponse:
    return render(request, "mine/activity.html", {"days": activity_of(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
@after_a_fresh_code()
def closing(request: MemberRequest) -> HttpResponse:
    form = ClosingForm(request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            close_account(person=request.user)
        except StillHeld as refused:
            form.add_error(None, str(refused))
        else:
            logout(request)
            return redirect("mine:closed")
    return render(request, "mine/closing.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@after_a_fresh_code()
def address(request: MemberRequest) -> HttpResponse:
    """First the new address is typed, then the figures that were sent to it."""
    code = AddressCode.waiting(request)
    if code is None:
        return _send_figures(request)
    if "anew" in request.POST:
        code.abort()
        return redirect("mine:address")
    typed = request.POST if request.method == "POST" else None
    form = CodeForm(typed, email=code.email, code=code.code)
    if form.is_valid():
        code.abort()
        return _move_to(request, code.email)
    status = code.status_after(form)
    if status is None:
        messages.error(request, _("These were three wrong tries. Ask for new figures."))
        return redirect("mine:address")
    context = {"form": form, "sent_to": code.email}
    return render(request, "mine/address.html", context, status=status)


def _send_figures(request: MemberRequest) -> HttpResponse:
    form = NewAddressForm(request.user, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            AddressCode.ask(request, email=form.cleaned_data["email"])
        except NotSent as refused:
            form.add_error("email", str(refused))
        else:
            return redirect("mine:address")
    return render(request, "mine/address.html", {"form": form}, status=422 if form.errors else 200)


def _move_to(request: MemberRequest, email: str) -> HttpResponse:
    try:
        change_address(person=request.user, new=email)
    except Taken as refused:
        messages.error(request, str(refused))
        return redirect("mine:address")
    sign_out_elsewhere(request, person=request.user)
    forget_other_devices(person=request.user, token=device_token(request))
    messages.success(request, _("%(email)s is your address from now on.") % {"email": email})
    return redirect("account")


@login_not_required
@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    return render(request, "mine/closed.html")
