from __future__ import annotations

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from levelground.accounts.http import MemberRequest
from levelground.core.formation import Faulty
from levelground.formation.actions import (
    CannotForm,
    ask_for_search,
    begin_round,
    change_proposal,
    draft_joined,
    draft_people,
    drop_round,
    give_addresses,
    missing_addresses,
    set_rules,
    stop_search,
    take_people,
    undo_change,
)
from levelground.formation.board import board_of
from levelground.formation.cards import best_of
from levelground.formation.confirming import (
    finish_round,
    publish,
    stand_where_all_agree,
)
from levelground.formation.forms import (
    AddressesForm,
    ChangeForm,
    PeopleForm,
    RoundForm,
)
from levelground.formation.models import Round
from levelground.formation.pages import (
    asking,
    last_change,
    progress_of,
    rules_page,
    summary_of,
    with_more_answers,
)
from levelground.formation.queries import (
    draft_of,
    last_search,
    listed_in,
    may_form,
    open_search,
    proposal_of,
    publication_of,
    roster_of,
    rounds_of,
    rules_of,
    version_of,
)
from levelground.formation.reminding import write_again
from levelground.formation.roster import Listed
from levelground.formation.why import why_of
from levelground.programmes.queries import programmes_of


@require_safe
def rounds(request: MemberRequest) -> HttpResponse:
    _coordinators_only(request)
    return render(request, "formation/rounds.html", {"rounds": rounds_of(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: MemberRequest) -> HttpResponse:
    _coordinators_only(request)
    form = RoundForm(_posted(request))
    programme = None
    if "programme" in request.POST:
        number = _number(request.POST["programme"])
        programme = get_object_or_404(programmes_of(request.user), pk=number)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        return redirect(begin_round(by=request.user, name=name, programme=programme))
    return render(request, "formation/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def show(request: MemberRequest, pk: int) -> HttpResponse:
    """Where the round is now."""
    round_ = _round(request, pk)
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
    round_ = _unpublished(request, pk)
    form = PeopleForm(_posted(request), request.FILES)
    context = {"round": round_, "form": form}
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
        context["draft"] = summary_of(listed_in(draft))
    context["roster"] = roster_of(round_)
    return render(
        request, "formation/people.html", context, status=422 if request.method == "POST" else 200
    )


@require_POST
def taken(request: MemberRequest, pk: int) -> HttpResponse:
    round_ = _unpublished(request, pk)
    take_people(round_=round_)
    return redirect("formation:rules", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: MemberRequest, pk: int) -> HttpResponse:
    round_ = _unpublished(request, pk)
    roster = roster_of(round_)
    if roster is None:
        return redirect("formation:people", pk)
    listed = listed_in(roster)
    page = rules_page(round_, listed, _posted(request))
    status = 200
    if request.method == "POST":
        status = 422
        if page.form.is_valid():
            said, weights = page.form.said()
            seconds = page.form.cleaned_data["seconds"]
            try:
                set_rules(round_=round_, rules=said, weights=weights, seconds=seconds)
                if "search" in request.POST:
                    ask_for_search(round_=round_)
                    return redirect("formation:search", pk)
            except CannotForm as refused:
                page.form.add_error(None, str(refused))
            else:
                return redirect("formation:rules", pk)
    return render(request, "formation/rules.html", page.context(), status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: MemberRequest, pk: int) -> HttpResponse:
    round_ = _unpublished(request, pk)
    if request.method == "POST":
        try:
            ask_for_search(round_=round_)
        except CannotForm:
            return redirect("formation:people", pk)
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
    stop_search(round_=_unpublished(request, pk))
    return redirect("formation:search", pk)


@require_safe
def proposal(request: MemberRequest, pk: int) -> HttpResponse:
    return _proposal(request, _unfinished(request, pk))


@require_POST
def changes(request: MemberRequest, pk: int) -> HttpResponse:
    round_ = _unfinished(request, pk)
    form = ChangeForm(request.POST)
    what = form.what() if form.is_valid() else None
    if what is None:
        return _proposal(request, round_, notice=_("Please try that again."), status=422)
    kind, version = form.cleaned_data["kind"], form.cleaned_data["version"]
    try:
        change_proposal(round_=round_, by=request.user, kind=kind, what=what, version=version)
    except CannotForm as refused:
        return _proposal(request, round_, notice=str(refused), status=409)
    stand_where_all_agree(round_=round_)
    return redirect("formation:proposal", pk)


@require_POST
def undo(request: MemberRequest, pk: int) -> HttpResponse:
    round_ = _unfinished(request, pk)
    try:
        undo_change(round_=round_, version=_number(request.POST.get("version")) or 0)
    except CannotForm as refused:
        return _proposal(request, round_, notice=str(refused), status=409)
    stand_where_all_agree(round_=round_)
    return redirect("formation:proposal", pk)


@require_safe
def why(request: MemberRequest, pk: int) -> HttpResponse:
    round_ = _unfinished(request, pk)
    board = board_of(round_)
    one = _number(request.GET.get("person"))
    if board is None or one is None or one >= board.proposal.people:
        return redirect(round_)
    other = _number(request.GET.get("other"))
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
    round_ = _unpublished(request, pk)
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
    round_ = _round(request, pk)
    if request.method == "POST":
        if request.POST.get("known") != "yes" and _is_broken(round_):
            notice = _("Say that you know which rules do not hold, or mend them first.")
            return _publication(request, round_, notice=notice, status=409)
        try:
            version = _number(request.POST.get("version")) or 0
            publish(round_=round_, by=request.user, version=version)
        except CannotForm as refused:
            return _publication(request, round_, notice=str(refused), status=409)
        return redirect("formation:publication", pk)
    return _publication(request, round_)


@require_POST
def reminders(request: MemberRequest, pk: int) -> HttpResponse:
    write_again(round_=_round(request, pk))
    return redirect("formation:publication", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def finishing(request: MemberRequest, pk: int) -> HttpResponse:
    round_ = _round(request, pk)
    if request.method == "POST":
        finish_round(round_=round_)
        return redirect("formation:publication", pk)
    return render(request, "formation/finishing.html", {"round": round_})


@require_http_methods(["GET", "HEAD", "POST"])
def erasing(request: MemberRequest, pk: int) -> HttpResponse:
    round_ = _round(request, pk)
    if request.method == "POST":
        drop_round(round_=round_)
        return redirect("formation:rounds")
    return render(request, "formation/erasing.html", {"round": round_})


def _proposal(
    request: MemberRequest, round_: Round, *, notice: str = "", status: int = 200
) -> HttpResponse:
    board = board_of(round_)
    if board is None or open_search(round_):
        return redirect(round_)
    page = min(max(_number(request.GET.get("page")) or 1, 1), board.pages)
    number = _number(request.GET.get("picked"))
    picked = board.picked(number) if number is not None else None
    at = picked.number if picked else None
    cards = board.cards(page=page, picked=at)
    context = {
        "round": round_,
        "board": board,
        "cards": cards,
        "best": best_of(cards),
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
        return render(request, "formation/asking.html", context, status=status)
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


def _go_on(request: MemberRequest, round_: Round) -> HttpResponse:
    """To where the round is now; a part of a page that asks is told to go there as a whole."""
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": round_.get_absolute_url()})
    return redirect(round_)


def _is_broken(round_: Round) -> bool:
    board = board_of(round_)
    return board is not None and bool(board.broken)


def _coordinators_only(request: MemberRequest) -> None:
    if not may_form(request.user):
        raise Http404


def _round(request: MemberRequest, pk: int) -> Round:
    return get_object_or_404(rounds_of(request.user), pk=pk)


def _unpublished(request: MemberRequest, pk: int) -> Round:
    """A round that is still being formed. What is published belongs to its members."""
    round_ = _round(request, pk)
    if publication_of(round_):
        raise Http404
    return round_


def _unfinished(request: MemberRequest, pk: int) -> Round:
    """A round in which something is still to be formed or mended."""
    round_ = _round(request, pk)
    if publication_of(round_) and roster_of(round_) is None:
        raise Http404
    return round_


def _posted(request: MemberRequest) -> QueryDict | None:
    """What was sent; also where nothing was."""
    return request.POST if request.method == "POST" else None


def _number(said: str | None) -> int | None:
    is_number = said is not None and said.isascii() and said.isdigit() and len(said) < 10  # noqa: PLR2004 - more is nobody's number
    return int(said) if is_number and said is not None else None
