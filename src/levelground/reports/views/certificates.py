from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods, require_safe

from levelground.accounts.http.requests import MemberRequest
from levelground.core.hours import by_year
from levelground.limits.actions import Limit, spend
from levelground.limits.http import network_of
from levelground.reports.actions.certificates import (
    NothingToCertify,
    confirm_hours,
    make_certificate,
    revoke_certificate,
)
from levelground.reports.forms import CertificateForm, CodeForm, HoursForm
from levelground.reports.pages import printed
from levelground.reports.queries.certificates import (
    attendances_of,
    certificates_of,
    good_certificate,
    lines_between,
    to_confirm,
)
from levelground.runtime import clock
from levelground.ui.pdf import can_make_pdf, pdf_response

# From one network, by whoever was handed certificates.
LOOKS = Limit(of="certificates", at_once=20, a_day=20 * 24 * 60)


@require_safe
def certificates(request: MemberRequest) -> HttpResponse:
    today = timezone.localdate(clock.now())
    lines = lines_between(request.user, date(today.year - 2, 1, 1), today)
    context = {
        "certificates": certificates_of(request.user),
        "to_confirm": to_confirm(request.user).count(),
        "years": by_year(lines)[::-1],
    }
    return render(request, "reports/certificates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: MemberRequest) -> HttpResponse:
    """Those to be confirmed; with `?all=1` those that were, too, to put them right."""
    asked = attendances_of(request.user) if "all" in request.GET else to_confirm(request.user)
    form = HoursForm(asked, request.POST or None)
    if request.method == "POST" and form.is_valid():
        confirm_hours(person=request.user, confirmed=form.confirmed())
        return redirect("reports:certificates")
    context = {"form": form, "all": "all" in request.GET}
    return render(request, "reports/hours.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: MemberRequest) -> HttpResponse:
    today = timezone.localdate(clock.now())
    proposed = {"first_day": today.replace(month=1, day=1), "last_day": today}
    form = CertificateForm(request.POST or None, initial=proposed)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(make_certificate(person=request.user, **form.cleaned_data))
        except NothingToCertify as refused:
            form.add_error(None, str(refused))
    waiting = to_confirm(request.user).count()
    context = {"form": form, "to_confirm": waiting}
    return render(request, "reports/new.html", context, status=422 if form.errors else 200)


@require_safe
def certificate(request: MemberRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(certificates_of(request.user), pk=pk)
    context = printed(found) | {"can_make_pdf": can_make_pdf()}
    return render(request, "reports/certificate.html", context)


@require_safe
def pdf(request: MemberRequest, pk: int) -> HttpResponse:
    """Where no PDF can be made, the page itself, which says how to print it."""
    found = get_object_or_404(certificates_of(request.user).filter(revoked_at=None), pk=pk)
    if not can_make_pdf():
        return redirect(found)
    name = f"peer-group-hours-{found.first_day}-{found.last_day}"
    with translation.override(settings.LANGUAGE_CODE):  # it's for somebody else to read
        return pdf_response("reports/paper.html", printed(found), name=name)


@require_http_methods(["GET", "HEAD", "POST"])
def revocation(request: MemberRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(certificates_of(request.user), pk=pk)
    if request.method == "POST":
        revoke_certificate(certificate=found)
        return redirect("reports:certificates")
    return render(request, "reports/revocation.html", {"certificate": found})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """For whoever was handed a certificate: they need no account."""
    if request.method == "POST" and _tries_many(request):
        return render(request, "429.html", status=429)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if found := good_certificate(form.cleaned_data["code"]):
            return redirect("reports:checked", code=found.code)
        return render(request, "reports/unknown.html", status=404)
    return render(request, "reports/check.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@require_safe
def checked(request: HttpRequest, code: str) -> HttpResponse:
    """Name, hours, time, and nothing else. Revoked or never made: the same answer."""
    if _tries_many(request):
        return render(request, "429.html", status=429)
    found = good_certificate(code)
    if found is None:
        return render(request, "reports/unknown.html", status=404)
    return render(request, "reports/checked.html", {"certificate": found})


def _tries_many(request: HttpRequest) -> bool:
    """No code is ever guessed; this spares the database those who try."""
    return bool(spend(LOOKS.by(network_of(request))))
