"""The agreement as a small book, and each member's own agreement with their employer."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_safe

from levelground import agreements
from levelground.accounts.http.requests import MemberRequest
from levelground.agreements.actions.employer import keep_employer_text
from levelground.agreements.forms import EmployerForm
from levelground.agreements.models import Agreement
from levelground.agreements.pages import read_aloud
from levelground.agreements.queries.agreement import signatures
from levelground.agreements.queries.employer import (
    employer_text,
    is_own,
    on_paper,
)
from levelground.agreements.views.agreement import your_group
from levelground.ui.pdf import can_make_pdf, pdf_response
from levelground.words.queries import prove_membership, prove_self

BOOK = Path(agreements.__file__).parent / "static" / "agreements" / "css" / "book.css"


@require_safe
def book(request: MemberRequest, group_pk: int, version: int) -> HttpResponse:
    """To be printed from the browser."""
    context = _book(request, group_pk, version)
    return render(request, "agreements/book.html", context)


@require_safe
def pdf(request: MemberRequest, group_pk: int, version: int) -> HttpResponse:
    """The same as a file; where it cannot be made here, the page that prints itself."""
    context = _book(request, group_pk, version)
    if not can_make_pdf():
        return render(request, "agreements/book.html", context)
    return pdf_response("agreements/pdf.html", context, name="agreement", styles=BOOK)


@require_http_methods(["GET", "HEAD", "POST"])
def employer(request: MemberRequest, group_pk: int) -> HttpResponse:
    """Each member's own: nobody in the group and nobody who coordinates sees it."""
    group, _you = your_group(request, group_pk)
    proof = prove_self(request.user)
    form = EmployerForm(request.POST or None, initial={"text": employer_text(proof, group)})
    if request.method == "POST" and form.is_valid():
        keep_employer_text(proof=proof, group=group, text=form.cleaned_data["text"])
        return redirect("agreements:employer_book", group.pk)
    context = {"group": group, "form": form, "is_own": is_own(proof, group)}
    status = 422 if form.errors else 200
    return render(request, "agreements/employer.html", context, status=status)


@require_safe
def employer_book(request: MemberRequest, group_pk: int) -> HttpResponse:
    return render(request, "agreements/employer_book.html", _employer(request, group_pk))


@require_safe
def employer_pdf(request: MemberRequest, group_pk: int) -> HttpResponse:
    if not can_make_pdf():
        return employer_book(request, group_pk)
    with translation.override(settings.LANGUAGE_CODE):  # it's for somebody else to read
        context = _employer(request, group_pk)
        return pdf_response(
            "agreements/employer_pdf.html", context, name="with-my-employer", styles=BOOK
        )


def _book(request: MemberRequest, group_pk: int, version: int) -> dict[str, object]:
    group, you = your_group(request, group_pk)
    agreement = get_object_or_404(Agreement, group=group, version=version, put_at__isnull=False)
    parts = read_aloud(prove_membership(request.user, group), agreement)
    return {
        "group": group,
        "agreement": agreement,
        "parts": parts,
        "signatures": signatures(agreement, you),
        "can_make_pdf": can_make_pdf(),
    }


def _employer(request: MemberRequest, group_pk: int) -> dict[str, object]:
    group, _you = your_group(request, group_pk)
    paragraphs = on_paper(employer_text(prove_self(request.user), group))
    return {"group": group, "paragraphs": paragraphs, "can_make_pdf": can_make_pdf()}
