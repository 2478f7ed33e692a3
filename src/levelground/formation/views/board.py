"""A proposal: looked at, changed, explained; and asking its people, whose answers are counted."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from levelground.accounts.http.requests import MemberRequest, number_in
from levelground.formation.actions.proposal import change_proposal, missing_addresses, undo_change
from levelground.formation.actions.reminders import write_again
from levelground.formation.actions.rounds import CannotForm, give_addresses
from levelground.formation.actions.seats import publish, stand_where_all_agree
from levelground.formation.forms.rounds import AddressesForm, ChangeForm
from levelground.formation.http import round_at, unfinished_at, unpublished_at
from levelground.formation.models import Change, Round
from levelground.formation.pages.board import board_of
from levelground.formation.pages.cards import places_for
from levelground.formation.pages.rounds import asking, last_change
from levelground.formation.pages.why import why_of
from levelground.formation.queries.rounds import (
    listed_in,
    open_search,
    publication_of,
    roster_of,
    version_of,
)

PICKS = (Change.Kind.MOVED, Change.Kind.SWAPPED)


@require_safe
def proposal(request: MemberRequest, pk: int) -> HttpResponse:
    return show_proposal(request, unfinished_at(request, pk))


@require_POST
def changes(request: MemberRequest, pk: int) -> HttpResponse:
    round_ = unfinished_at(request, pk)
    form = ChangeForm(request.POST)
    what = form.what() if form.is_valid() else None
    if what is None:
        return show_proposal(request, round_, notice=_("Please try that again."), status=422)
    kind, version = form.cleaned_data["kind"], form.cleaned_data["version"]
    try:
        change_proposal(round_=round_, by=request.user, kind=kind, what=what, version=version)
    except CannotForm as refused:
        again = form.cleaned_data["one"] if kind in PICKS else None
        return show_proposal(request, round_, notice=str(refused), status=409, number=again)
    stand_where_all_agree(round_=round_)
    return redirect("formation:proposal", pk)


@require_POST
def undo(request: MemberRequest, pk: int) -> HttpResponse:
    round_ = unfinished_at(request, pk)
    try:
        undo_change(round_=round_, version=number_in(request.POST.get("version")) or 0)
    except CannotForm as refused:
        return show_proposal(request, round_, notice=str(refused), status=409)
    stand_where_all_agree(round_=round_)
    return redirect("formation:proposal", pk)


@require_safe
def why(request: MemberRequest, pk: int) -> HttpResponse:
    round_ = unfinished_at(request, pk)
    board = board_of(round_)
    one = number_in(request.GET.get("person"))
    if board is None or one is None or one >= board.proposal.people:
        return redirect(round_)
    other = number_in(request.GET.get("other"))
    if other is not None and (other >= board.proposal.people or other == one):
        other = None
    here = board.proposal.place_of(one)
    context = {
        "round": round_,
        "board": board,
        "one": one,
        "name": board.listed.name(one),
        "other": other,
        "other_name": board.listed.name(other) if other is not None else "",
        "group": board.proposal.names[here] if here >= 0 else "",
        "beside": [(n, board.listed.name(n)) for n in board.proposal.groups[here] if n != one]
        if here >= 0
        else [],
        "people": [(n, board.listed.name(n)) for n in range(board.proposal.people) if n != one],
        "sentences": why_of(board, one, other),
        "helps": board.helps if here < 0 else (),
    }
    return render(request, "formation/why.html", context)


@require_POST
def addresses(request: MemberRequest, pk: int) -> HttpResponse:
    round_ = unpublished_at(request, pk)
    roster = roster_of(round_)
    if roster is None:
        raise Http404
    form = AddressesForm(request.POST, listed=listed_in(roster))
    if form.is_valid():
        give_addresses(round_=round_, addresses=form.found)
        return redirect("formation:publication", pk)
    return _publication(request, round_, form=form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def publication(request: MemberRequest, pk: int) -> HttpResponse:
    """Before anybody is asked: what asking means. Afterwards: how they have answered."""
    round_ = round_at(request, pk)
    if request.method == "POST":
        if request.POST.get("known") != "yes" and _is_broken(round_):
            notice = _("Say that you know which rules do not hold, or mend them first.")
            return _publication(request, round_, notice=notice, status=409)
        try:
            version = number_in(request.POST.get("version")) or 0
            publish(round_=round_, by=request.user, version=version)
        except CannotForm as refused:
            return _publication(request, round_, notice=str(refused), status=409)
        return redirect("formation:publication", pk)
    return _publication(request, round_)


@require_POST
def reminders(request: MemberRequest, pk: int) -> HttpResponse:
    write_again(round_=round_at(request, pk))
    return redirect("formation:publication", pk)


def show_proposal(
    request: MemberRequest,
    round_: Round,
    *,
    notice: str = "",
    status: int = 200,
    number: int | None = None,
) -> HttpResponse:
    """The board. number: who is picked, where the address does not say."""
    board = board_of(round_)
    if board is None or open_search(round_):
        return redirect(round_)
    page = min(max(number_in(request.GET.get("page")) or 1, 1), board.pages)
    number = number_in(request.GET.get("picked")) if number is None else number
    picked = board.picked(number) if number is not None else None
    at = picked.number if picked else None
    cards = board.cards(page=page, picked=at)
    context = {
        "round": round_,
        "board": board,
        "cards": cards,
        "places": places_for(cards),
        "waiting": board.waiting(picked=at),
        "picked": picked,
        "to_wait": board.to_wait(at) if at is not None else None,
        "page": page,
        "pages": range(1, board.pages + 1),
        "version": version_of(round_),
        "last": last_change(round_, board),
        "notice": notice,
        "is_asking": publication_of(round_) is not None,
    }
    part = "#board" if request.htmx else ""
    return render(request, f"formation/proposal.html{part}", context, status=status)


def _publication(
    request: MemberRequest,
    round_: Round,
    *,
    form: AddressesForm | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    board = board_of(round_)
    done = publication_of(round_)
    if done is not None:
        context = asking(round_, done, board) | {"notice": notice, "version": version_of(round_)}
        return render(request, "formation/ask_members.html", context, status=status)
    if board is None or open_search(round_):
        return redirect("formation:show", round_.pk)
    missing = [board.listed.name(n) for n in missing_addresses(board.proposal, board.listed)]
    lines = "".join(f"{name}, \n" for name in missing)
    context = {
        "round": round_,
        "board": board,
        "missing": missing,
        "form": form or AddressesForm(initial={"lines": lines}, listed=board.listed),
        "notice": notice,
        "version": version_of(round_),
    }
    return render(request, "formation/publication.html", context, status=status)


def _is_broken(round_: Round) -> bool:
    board = board_of(round_)
    return board is not None and bool(board.broken)
