"""What could go wrong for us: named unseen, shown together."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from levelground.accounts.http.requests import MemberRequest
from levelground.agreements.actions.agreement import Refused
from levelground.agreements.actions.worries import (
    go_on_without,
    lead_to_clause,
    name_again,
    name_worries,
    say_enough,
    show_worries,
    take_worry_back,
)
from levelground.agreements.forms import LeadForm, WorriesForm
from levelground.agreements.pages import clause_names, name_of
from levelground.agreements.queries.agreement import stages_of
from levelground.agreements.queries.worries import latest_naming, named_by, readiness, shown_worries
from levelground.agreements.views.agreement import live, your_group
from levelground.core.agreement import OWN
from levelground.groups.models import Group, Member
from levelground.ui.translating import translated
from levelground.words.actions.words import NotYours
from levelground.words.queries import prove_membership


@require_http_methods(["GET", "HEAD", "POST"])
def worries(request: MemberRequest, group_pk: int) -> HttpResponse:
    group, you = your_group(request, group_pk)
    if request.method != "POST":
        return _page(request, group, you)
    form = WorriesForm(request.POST)
    if not form.is_valid():
        return _page(request, group, you, form=form, status=422)
    data = form.cleaned_data
    try:
        name_worries(
            group=group,
            by=you,
            examples=data["examples"],
            words_id=data["id"],
            own=data["text"].strip(),
        )
    except Refused as refused:
        notice = translated(refused.sentence)
        return _page(request, group, you, form=form, notice=notice, status=409)
    except NotYours:
        notice = _("This page is out of date. Open it again.")
        return _page(request, group, you, form=form, notice=notice, status=422)
    return redirect("agreements:worries", group.pk)


@require_POST
def back(request: MemberRequest, group_pk: int, worry: UUID) -> HttpResponse:
    group, you = your_group(request, group_pk)
    take_worry_back(group=group, by=you, words_id=worry)
    return redirect("agreements:worries", group.pk)


@require_POST
def enough(request: MemberRequest, group_pk: int) -> HttpResponse:
    """“That is all from me”, or, with `not-yet`, not yet after all."""
    group, you = your_group(request, group_pk)
    say_enough(group=group, by=you, is_enough="not-yet" not in request.POST)
    return redirect("agreements:worries", group.pk)


@require_POST
def going_on(request: MemberRequest, group_pk: int) -> HttpResponse:
    """Show them without those who are not ready: it takes all who are."""
    group, you = your_group(request, group_pk)
    try:
        go_on_without(group=group, by=you)
    except Refused as refused:
        return _page(request, group, you, notice=translated(refused.sentence), status=409)
    return redirect("agreements:worries", group.pk)


@require_POST
def showing(request: MemberRequest, group_pk: int) -> HttpResponse:
    group, you = your_group(request, group_pk)
    try:
        show_worries(group=group, by=you)
    except Refused as refused:
        return _page(request, group, you, notice=translated(refused.sentence), status=409)
    return redirect("agreements:worries", group.pk)


@require_POST
def again(request: MemberRequest, group_pk: int) -> HttpResponse:
    group, _you = your_group(request, group_pk)
    name_again(group=group)
    return redirect("agreements:worries", group.pk)


@require_POST
def lead(request: MemberRequest, group_pk: int, worry: UUID) -> HttpResponse:
    """Let a part of the agreement answer a worry."""
    group, you = your_group(request, group_pk)
    form = LeadForm(request.POST)
    if not form.is_valid():
        notice = str(form.errors["clause"][0])
        return _page(request, group, you, notice=notice, status=422)
    lead_to_clause(group=group, by=you, worry=worry, clause=form.cleaned_data["clause"])
    return redirect("agreements:worries", group.pk)


def _page(
    request: MemberRequest,
    group: Group,
    you: Member,
    *,
    form: WorriesForm | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    proof = prove_membership(request.user, group)
    naming = latest_naming(group)
    is_shown = naming is not None and naming.shown_at is not None
    yours, ready = named_by(proof, naming), readiness(naming, group, you)
    chosen = [one.key for one in yours if one.key != OWN]
    context = live(group, you) | {
        "naming": naming,
        "is_shown": is_shown,
        "stage": stages_of([you])[group.pk],
        "readiness": ready,
        "form": form or WorriesForm(initial={"id": uuid4(), "examples": chosen}),
        "yours": yours if ready.you else [one for one in yours if one.key == OWN],
        "named": len(yours),
        "notice": notice,
        "shown": [
            (worry, [(key, name_of(key)) for key in worry.clauses])
            for worry in shown_worries(proof, group)
        ],
        "clauses": clause_names(),
    }
    template = "agreements/worries.html#stage" if request.htmx else "agreements/worries.html"
    return render(request, template, context, status=status)
