"""Rounds: from a list of people over rules to a search, and their end."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from levelground.accounts.http.requests import MemberRequest, number_in, posted
from levelground.audit.http import note_coordinating
from levelground.core.formation import Faulty
from levelground.formation.actions.rounds import (
    CannotForm,
    ask_for_search,
    begin_round,
    draft_joined,
    draft_people,
    drop_round,
    set_rules,
    stop_search,
    take_people,
)
from levelground.formation.actions.seats import finish_round
from levelground.formation.domain.roster import Listed
from levelground.formation.forms.rounds import PeopleForm, RoundForm, rules_form
from levelground.formation.http import round_at, unpublished_at
from levelground.formation.models import Round
from levelground.formation.pages.rounds import (
    progress_of,
    rules_page,
    summary_of,
    with_more_answers,
)
from levelground.formation.queries.rounds import (
    draft_of,
    last_search,
    listed_in,
    may_form,
    open_search,
    proposal_of,
    publication_of,
    roster_of,
    rounds_shown_to,
    rules_of,
)
from levelground.formation.views.board import show_proposal
from levelground.programmes.queries.programmes import programmes_of


@require_safe
def rounds(request: MemberRequest) -> HttpResponse:
    _coordinators_only(request)
    return render(request, "formation/rounds.html", {"rounds": rounds_shown_to(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: MemberRequest) -> HttpResponse:
    _coordinators_only(request)
    form = RoundForm(posted(request))
    programme = None
    if "programme" in request.POST:
        number = number_in(request.POST["programme"])
        programme = get_object_or_404(programmes_of(request.user), pk=number)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        return redirect(begin_round(by=request.user, name=name, programme=programme))
    return render(request, "formation/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def show(request: MemberRequest, pk: int) -> HttpResponse:
    """Where the round is now."""
    round_ = round_at(request, pk)
    if publication_of(round_):
        return redirect("formation:publication", pk)
    roster = roster_of(round_)
    if roster is None:
        return redirect("formation:people", pk)
    if open_search(round_):
        return redirect("formation:search", pk)
    return redirect("formation:proposal" if proposal_of(round_, roster) else "formation:rules", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: MemberRequest, pk: int) -> HttpResponse:
    """Read a list, and show how it was read. Nothing is taken in before the coordinator says so."""
    round_ = unpublished_at(request, pk)
    form = PeopleForm(posted(request), request.FILES if request.method == "POST" else None)
    context: dict[str, Any] = {"round": round_, "form": form}
    if request.method == "POST" and "joined" in request.POST:
        try:
            draft_joined(round_=round_)
        except CannotForm as refused:
            context["notice"] = str(refused)
        else:
            return redirect("formation:people", pk)
    elif request.method == "POST" and form.is_valid():
        rules, weights = rules_of(round_)
        try:
            read = form.read(rules, with_more_answers(weights, form.names()))
            draft_people(round_=round_, listed=Listed(people=read.people, notes=read.notes))
        except Faulty as faulty:
            context["faults"] = sorted(faulty.faults, key=lambda fault: fault.row)
        except CannotForm as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("formation:people", pk)
    draft = draft_of(round_)
    if draft is not None and request.method != "POST":
        context["draft"] = summary_of(listed_in(draft), is_own_file=round_.programme_id is None)
    context["roster"] = roster_of(round_)
    context["reads_first"] = "draft" not in context and round_.programme_id is None
    return render(
        request, "formation/people.html", context, status=422 if request.method == "POST" else 200
    )


@require_POST
def taken(request: MemberRequest, pk: int) -> HttpResponse:
    round_ = unpublished_at(request, pk)
    take_people(round_=round_)
    return redirect("formation:rules", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: MemberRequest, pk: int) -> HttpResponse:
    round_ = unpublished_at(request, pk)
    roster = roster_of(round_)
    if roster is None:
        return redirect("formation:people", pk)
    listed = listed_in(roster)
    form = rules_form(round_, *rules_of(round_), posted=posted(request))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            rules, weights = form.rules_and_weights()
            seconds = form.cleaned_data["seconds"]
            try:
                set_rules(round_=round_, rules=rules, weights=weights, seconds=seconds)
                if "search" in request.POST:
                    ask_for_search(round_=round_)
                    return redirect("formation:search", pk)
            except CannotForm as refused:
                form.add_error(None, str(refused))
            else:
                return redirect("formation:rules", pk)
    return render(request, "formation/rules.html", rules_page(round_, listed, form), status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: MemberRequest, pk: int) -> HttpResponse:
    round_ = unpublished_at(request, pk)
    if request.method == "POST":
        if roster_of(round_) is None:
            return redirect("formation:people", pk)
        try:
            ask_for_search(round_=round_)
        except CannotForm as refused:
            return show_proposal(request, round_, notice=str(refused), status=409)
        return redirect("formation:search", pk)
    found = last_search(round_)
    is_over = found is None or found.ended_at is not None
    if found is None or (is_over and (request.htmx or not found.has_failed)):
        return _go_on(request, round_)
    context = {"round": round_, "search": found, "progress": progress_of(found)}
    part = "#progress" if request.htmx else ""
    return render(request, f"formation/search.html{part}", context)


@require_POST
def stop(request: MemberRequest, pk: int) -> HttpResponse:
    stop_search(round_=unpublished_at(request, pk))
    return redirect("formation:search", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def finishing(request: MemberRequest, pk: int) -> HttpResponse:
    round_ = round_at(request, pk)
    if request.method == "POST":
        finish_round(round_=round_)
        return redirect("formation:publication", pk)
    return render(request, "formation/finishing.html", {"round": round_})


@require_http_methods(["GET", "HEAD", "POST"])
def erasing(request: MemberRequest, pk: int) -> HttpResponse:
    round_ = round_at(request, pk)
    if request.method == "POST":
        drop_round(round_=round_)
        return redirect("formation:rounds")
    return render(request, "formation/erasing.html", {"round": round_})


def _go_on(request: MemberRequest, round_: Round) -> HttpResponse:
    """To where the round is now; a part of a page that asks is told to go there as a whole."""
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": round_.get_absolute_url()})
    return redirect(round_)


def _coordinators_only(request: MemberRequest) -> None:
    if not may_form(request.user):
        raise Http404
    note_coordinating(request)
