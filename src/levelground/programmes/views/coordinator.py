"""The coordinator's pages: programmes, and whom they ask. Never what anybody said of themselves."""

from __future__ import annotations

import csv
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from levelground.accounts.http.requests import MemberRequest, number_in, posted
from levelground.audit.http import note_coordinating, note_export
from levelground.core.formation import Faulty
from levelground.core.spreadsheets import safe
from levelground.programmes.actions.coordinators import (
    CannotCoordinate,
    ask_to_coordinate,
    leave_programme,
    say_no_to_coordinating,
    say_yes_to_coordinating,
    take_back_asking,
)
from levelground.programmes.actions.invitations import (
    CannotAsk,
    ask_one,
    draft_list,
    send_now,
    take_list,
    undo_list,
)
from levelground.programmes.actions.programmes import change_programme, open_programme
from levelground.programmes.forms.coordinator import (
    CoordinatorForm,
    ListForm,
    NewProgrammeForm,
    OneForm,
    ProgrammeForm,
)
from levelground.programmes.models import Programme
from levelground.programmes.queries.programmes import (
    beside,
    counts_of,
    draft_in,
    draft_of,
    invitations_of,
    last_import,
    may_coordinate,
    organisations_of,
    people_in,
    programmes_of,
    with_counts,
)
from levelground.runtime import clock

ON_A_PAGE = 50


@require_safe
def programmes(request: MemberRequest) -> HttpResponse:
    _coordinators_only(request)
    mine = with_counts(programmes_of(request.user), clock.now())
    context = {"programmes": mine, "invitations": invitations_of(request.user)}
    return render(request, "programmes/programmes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: MemberRequest) -> HttpResponse:
    _coordinators_only(request)
    usual = {"kind": Programme.Kind.EXTERNAL, "minutes": 90, "every": 2}
    usual |= {"time_zone": request.user.time_zone}
    form = NewProgrammeForm(posted(request), initial=usual, zone=request.user.time_zone)
    if request.method == "POST" and form.is_valid():
        apart = form.cleaned_data["grades_apart"]
        return redirect(open_programme(by=request.user, frame=form.frame(), grades_apart=apart))
    return render(
        request, "programmes/new.html", {"form": form}, status=422 if form.errors else 200
    )


@require_safe
def show(request: MemberRequest, pk: int) -> HttpResponse:
    return _page(request, _programme(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    programme = _programme(request, pk)
    form = ProgrammeForm(
        posted(request), initial=ProgrammeForm.initial_of(programme), zone=programme.time_zone
    )
    if request.method == "POST" and form.is_valid():
        change_programme(programme=programme, frame=form.frame())
        return redirect(programme)
    context = {"form": form, "programme": programme}
    return render(request, "programmes/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: MemberRequest, pk: int) -> HttpResponse:
    """Read a list, and show whom it would ask. Nobody is asked before the coordinator says so."""
    programme = _programme(request, pk)
    form = ListForm(posted(request), request.FILES if request.method == "POST" else None)
    context: dict[str, Any] = {"programme": programme, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            known, notes = form.read()
        except Faulty as faulty:
            context["faults"] = faulty.faults
        else:
            draft_list(programme=programme, people=known, notes=notes)
            return redirect("programmes:people", pk)
    draft = draft_of(programme)
    if draft is not None and request.method != "POST":
        context["draft"] = draft_in(draft)
    context["reads_first"] = "draft" not in context or not context["draft"].fresh
    return render(
        request, "programmes/people.html", context, status=422 if request.method == "POST" else 200
    )


@require_POST
def taken(request: MemberRequest, pk: int) -> HttpResponse:
    programme = _programme(request, pk)
    take_list(programme=programme)
    return redirect(programme)


@require_POST
def undone(request: MemberRequest, pk: int) -> HttpResponse:
    programme = _programme(request, pk)
    last = last_import(programme)
    if last is not None and request.POST.get("list") == str(last.pk):
        undo_list(programme=programme, number=last.pk)
    return redirect(programme)


@require_POST
def letters(request: MemberRequest, pk: int) -> HttpResponse:
    programme = _programme(request, pk)
    send_now(programme=programme)
    return redirect(programme)


@require_POST
def one(request: MemberRequest, pk: int) -> HttpResponse:
    programme = _programme(request, pk)
    form = OneForm(request.POST)
    if form.is_valid():
        try:
            ask_one(programme=programme, known=form.known())
        except CannotAsk as refused:
            form.add_error("email", str(refused))
        else:
            return redirect(programme)
    return _page(request, programme, form=form, status=422)


@require_POST
def coordinators(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask somebody to look after it too, or take that back."""
    programme = _programme(request, pk)
    back = number_in(request.POST.get("back"))
    if back is not None:
        take_back_asking(programme=programme, number=back)
        return redirect(programme)
    form = CoordinatorForm(request.POST)
    if form.is_valid():
        try:
            ask_to_coordinate(programme=programme, email=form.cleaned_data["address"])
        except CannotCoordinate as refused:
            form.add_error("address", str(refused))
        else:
            return redirect(programme)
    return _page(request, programme, coordinator_form=form, status=422)


@require_POST
def leaving(request: MemberRequest, pk: int) -> HttpResponse:
    programme = _programme(request, pk)
    try:
        leave_programme(programme=programme, by=request.user)
    except CannotCoordinate as refused:
        return _page(request, programme, notice=str(refused), status=409)
    return redirect("programmes:programmes")


@require_POST
def coordinating(request: MemberRequest, pk: int) -> HttpResponse:
    """What somebody answers who is asked to look after a programme."""
    asked = get_object_or_404(invitations_of(request.user), programme=pk)
    note_coordinating(request, f"programme {pk}")
    match request.POST.get("answer"):
        case "yes":
            say_yes_to_coordinating(asked=asked)
            return redirect(asked.programme)
        case "no":
            say_no_to_coordinating(asked=asked)
    return redirect("programmes:programmes")


@require_safe
def as_list(request: MemberRequest, pk: int) -> HttpResponse:
    """Names and states as a file for spreadsheets, in which nothing is taken for a formula."""
    programme = _programme(request, pk)
    note_export(request, f"programme {pk}")
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="programme-{programme.pk}.csv"'
    answer.write("\ufeff")  # or Excel takes ā for two letters
    rows = csv.writer(answer, lineterminator="\r\n")
    rows.writerow([_("name"), _("state")])
    words = {"yes": _("said yes"), "invited": _("has been asked")}
    for invitee in people_in(programme):
        rows.writerow([safe(invitee.name), words[invitee.state]])
    return answer


def _page(
    request: MemberRequest,
    programme: Programme,
    *,
    form: OneForm | None = None,
    coordinator_form: CoordinatorForm | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    pages = Paginator(people_in(programme), ON_A_PAGE)
    last = last_import(programme)
    others = list(beside(programme))
    context = {
        "programme": programme,
        "organisations": organisations_of(programme),
        "counts": counts_of(programme),
        "people": pages.get_page(request.GET.get("page")),
        "last": last,
        "letters_wait": last is not None and last.letters_at and last.letters_at > clock.now(),
        "form": form or OneForm(),
        "coordinator_form": coordinator_form or CoordinatorForm(),
        "beside": others,
        "is_shared": any(one.since for one in others),
        "notice": notice,
    }
    return render(request, "programmes/show.html", context, status=status)


def _coordinators_only(request: MemberRequest) -> None:
    if not may_coordinate(request.user):
        raise Http404
    note_coordinating(request)


def _programme(request: MemberRequest, pk: int) -> Programme:
    found = get_object_or_404(programmes_of(request.user).select_related("by"), pk=pk)
    note_coordinating(request, f"programme {pk}")
    return found
