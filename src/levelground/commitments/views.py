from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from levelground.accounts.http.requests import MemberRequest
from levelground.commitments.actions import (
    delete_entry,
    note_alone,
    settle,
    want_reminders,
    want_still,
)
from levelground.commitments.forms import AloneForm, EntryForm, OutcomeForm, RemindersForm
from levelground.commitments.queries import (
    asks_again,
    commitments_of,
    entries,
    everything,
    one,
    parked,
    trend_of,
    wants_reminders,
)
from levelground.groups.queries.groups import groups_of
from levelground.runtime import clock
from levelground.words.queries import prove_membership, prove_self


@require_safe
def of_group(request: MemberRequest, group_pk: int) -> HttpResponse:
    group = get_object_or_404(groups_of(request.user), pk=group_pk)
    found = everything(prove_membership(request.user, group), group)
    context = {
        "group": group,
        "yours": [kept for kept in found if kept.yours and kept.is_open],
        "others": [kept for kept in found if not kept.yours and kept.is_open],
        "settled": [kept for kept in found if not kept.is_open],
        "reminded": wants_reminders(request.user),
    }
    return render(request, "commitments/of_group.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: MemberRequest, pk: int) -> HttpResponse:
    commitment = get_object_or_404(commitments_of(request.user), pk=pk)
    kept = one(prove_membership(request.user, commitment.group), commitment)
    posted = request.POST if request.method == "POST" else None
    form = OutcomeForm(posted, initial={"state": commitment.state, "why": kept.why})
    if request.method == "POST" and form.is_valid():
        settle(commitment=commitment, by=request.user, **form.cleaned_data)
        return redirect(_back(request) or commitment.group)
    context = {"form": form, "kept": kept, "back": _back(request)}
    return render(request, "commitments/show.html", context, status=422 if form.errors else 200)


@require_POST
def reminders(request: MemberRequest) -> HttpResponse:
    form = RemindersForm(request.POST)
    if form.is_valid():
        want_reminders(person=request.user, wanted=form.cleaned_data["wanted"] == "yes")
        return redirect(_back(request) or "/")
    return render(request, "400.html", status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def alone(request: MemberRequest) -> HttpResponse:
    """How work is, and whatever else is for nobody but whoever writes it."""
    form = AloneForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        note_alone(person=request.user, **form.cleaned_data)
        return redirect("commitments:alone")
    found = entries(prove_self(request.user))
    context = {
        "form": form,
        "entries": found,
        "chart": trend_of(found),
        "parked": parked(prove_self(request.user)),
        "asks_again": asks_again(request.user, clock.now()),
        "figures": range(11),
    }
    return render(request, "commitments/alone.html", context, status=422 if form.errors else 200)


@require_POST
def delete(request: MemberRequest) -> HttpResponse:
    form = EntryForm(request.POST)
    if not form.is_valid():
        return render(request, "400.html", status=422)
    delete_entry(person=request.user, entry=form.cleaned_data["entry"])
    return redirect("commitments:alone")


@require_POST
def keep(request: MemberRequest) -> HttpResponse:
    want_still(person=request.user)
    return redirect("commitments:alone")


def _back(request: MemberRequest) -> str:
    """The page of ours they came from, if the form says so."""
    asked = request.POST.get("back") or request.GET.get("back") or ""
    here = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if here and asked.startswith("/") else ""
