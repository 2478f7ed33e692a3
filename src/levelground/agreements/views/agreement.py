from __future__ import annotations

from uuid import uuid4

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from levelground.accounts.http.requests import MemberRequest
from levelground.agreements.actions.agreement import (
    Refused,
    accept_agreement,
    find_it_holds,
    open_draft,
    put_to_everybody,
    take_back_to_drafting,
    topic,
    write_clause,
)
from levelground.agreements.forms import ClauseForm, VersionForm
from levelground.agreements.models import Agreement
from levelground.agreements.pages import (
    count_changes,
    drafted,
    missing_in,
    next_to_write,
    read_aloud,
    row_of,
)
from levelground.agreements.queries.agreement import (
    compared_with,
    default_number,
    open_agreement,
    signatures,
    stages_of,
    version_of,
    wordings,
)
from levelground.agreements.queries.worries import answered_in
from levelground.core.agreement import CLAUSES_BY_KEY
from levelground.groups.models import Group, Member
from levelground.groups.queries.groups import groups_of
from levelground.runtime import clock
from levelground.ui.translating import translated
from levelground.words.actions.words import NotYours
from levelground.words.queries import prove_membership


def your_group(request: MemberRequest, group_pk: int) -> tuple[Group, Member]:
    """The group behind an address, and the reader's place in it; 404 for whoever has none.

    Of a group that has ended things can be read, and nothing can be done.
    """
    group = get_object_or_404(groups_of(request.user), pk=group_pk)
    if group.ended_at is not None and request.method == "POST":
        raise Http404
    member = Member.objects.select_related("person", "group").get(
        group=group, person=request.user, left_at=None
    )
    return group, member


@require_safe
def show(request: MemberRequest, group_pk: int) -> HttpResponse:
    return _page(request, *your_group(request, group_pk))


@require_GET
def ticks(request: MemberRequest, group_pk: int) -> JsonResponse:
    """Where things are, for a page whose open line is down."""
    group, _you = your_group(request, group_pk)
    return JsonResponse({"version": version_of(group), "now": int(clock.now().timestamp() * 1000)})


@require_POST
def draft(request: MemberRequest, group_pk: int) -> HttpResponse:
    """Begin to write, or open again what was agreed on or put to everybody."""
    group, you = your_group(request, group_pk)
    waiting = open_agreement(group)
    if waiting is not None and waiting.is_put:
        take_back_to_drafting(agreement=waiting, by=you)
    else:
        is_first = not Agreement.objects.filter(group=group).exists()
        why = Agreement.Why.FIRST if is_first else Agreement.Why.WISH
        open_draft(group=group, by=you, why=why)
    return redirect("agreements:show", group.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def clause(request: MemberRequest, group_pk: int, clause: str) -> HttpResponse:
    group, you = your_group(request, group_pk)
    agreement = open_agreement(group)
    if clause not in CLAUSES_BY_KEY:
        raise Http404
    if agreement is None:
        return redirect("agreements:show", group.pk)
    if request.method == "POST":
        return _written(request, group, you, agreement, clause)
    if not agreement.is_draft and not request.htmx:  # an open page keeps what is being typed
        return redirect("agreements:show", group.pk)
    return _clause_page(request, group, you, agreement, clause)


@require_POST
def proposal(request: MemberRequest, group_pk: int) -> HttpResponse:
    """Put the draft to everybody."""
    group, you = your_group(request, group_pk)
    agreement = open_agreement(group)
    if agreement is None:
        return redirect("agreements:show", group.pk)
    try:
        put_to_everybody(agreement=agreement, by=you)
    except Refused as refused:
        return _page(request, group, you, notice=translated(refused.sentence), status=409)
    return redirect("agreements:show", group.pk)


@require_POST
def acceptance(request: MemberRequest, group_pk: int) -> HttpResponse:
    group, you = your_group(request, group_pk)
    form = VersionForm(request.POST)
    if not form.is_valid():
        return _page(request, group, you, notice=_("Press the button again."), status=422)
    asked = Agreement.objects.filter(group=group, version=form.cleaned_data["version"]).first()
    try:
        if asked is not None:
            accept_agreement(agreement=asked, by=you)
    except Refused as refused:
        return _page(request, group, you, notice=translated(refused.sentence), status=409)
    return redirect("agreements:show", group.pk)


@require_POST
def review(request: MemberRequest, group_pk: int) -> HttpResponse:
    """It was time to look at it again, and it still holds."""
    group, you = your_group(request, group_pk)
    stage = stages_of([you])[group.pk]
    if stage.last is not None and stage.is_due:
        find_it_holds(agreement=stage.last)
    return redirect("agreements:show", group.pk)


@require_safe
def version(request: MemberRequest, group_pk: int, version: int) -> HttpResponse:
    """One that was put to everybody, as it was."""
    group, you = your_group(request, group_pk)
    agreement = get_object_or_404(Agreement, group=group, version=version, put_at__isnull=False)
    proof = prove_membership(request.user, group)
    before = compared_with(agreement, None)
    parts = read_aloud(proof, agreement, before=before)
    context = {
        "group": group,
        "agreement": agreement,
        "parts": parts,
        "before": before,
        "signatures": signatures(agreement, you),
    }
    return render(request, "agreements/version.html", context)


def _page(
    request: MemberRequest, group: Group, you: Member, *, notice: str = "", status: int = 200
) -> HttpResponse:
    """The agreement, as far as it is: nothing yet, a draft, a question to you, or in force."""
    stage = stages_of([you])[group.pk]
    proof = prove_membership(request.user, group)
    context = live(group, you) | {"stage": stage, "notice": notice, "state": "none"}
    if stage.open is not None and stage.open.is_draft:
        parts = drafted(proof, group, stage.open)
        written = wordings(proof, stage.open)
        context |= {
            "state": "draft",
            "agreement": stage.open,
            "parts": parts,
            "next": next_to_write(parts),
            "missing": missing_in(written),
        }
    elif agreement := stage.open or stage.last:
        before = compared_with(agreement, you) if stage.open else None
        parts = read_aloud(proof, agreement, before=before)
        context |= {
            "state": "put" if stage.open else "in-force",
            "agreement": agreement,
            "parts": parts,
            "before": before,
            "changed": count_changes(parts),
            "signatures": signatures(agreement, you),
            "earlier": _earlier(group, agreement),
        }
    template = "agreements/show.html#stage" if request.htmx else "agreements/show.html"
    return render(request, template, context, status=status)


def _written(
    request: MemberRequest, group: Group, you: Member, agreement: Agreement, key: str
) -> HttpResponse:
    """Keep what somebody wrote; or, without keeping it, add a wording of ours to it."""
    form = ClauseForm(request.POST, clause=CLAUSES_BY_KEY[key])
    if not form.is_valid():
        return _clause_page(request, group, you, agreement, key, form=form, status=422)
    longer = form.with_start()
    if longer is not None:
        typed = request.POST.dict() | {"text": longer, "start": ""}
        form = ClauseForm(typed, clause=CLAUSES_BY_KEY[key])
        return _clause_page(request, group, you, agreement, key, form=form)
    data = form.cleaned_data
    try:
        beside_others = write_clause(
            agreement=agreement,
            by=you,
            text_id=data["id"],
            clause=key,
            text=data["text"].strip(),
            number=data.get("number"),
            seen=data["seen"],
        )
    except Refused as refused:
        sentence = translated(refused.sentence)
        return _clause_page(
            request, group, you, agreement, key, form=form, notice=sentence, status=409
        )
    except NotYours:
        return _clause_page(request, group, you, agreement, key, form=form, status=422)
    if beside_others:
        return redirect("agreements:clause", group.pk, key)
    return redirect("agreements:show", group.pk)


def _clause_page(
    request: MemberRequest,
    group: Group,
    you: Member,
    agreement: Agreement,
    key: str,
    *,
    form: ClauseForm | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    asked = CLAUSES_BY_KEY[key]
    proof = prove_membership(request.user, group)
    row = row_of(asked, wordings(proof, agreement), answered_in(proof, group))
    numbers = [one.number for one in row.texts if one.number is not None]
    initial = {
        "id": uuid4(),
        "seen": " ".join(str(one.id) for one in row.texts),
        "text": "\n\n".join(one.text for one in row.texts if one.text),
        "number": numbers[0] if numbers else default_number(asked, agreement, group),
    }
    context = live(group, you) | {
        "agreement": agreement,
        "row": row,
        "form": form or ClauseForm(initial=initial, clause=asked),
        "wordings": [_(wording) for wording in asked.wordings],
        "prompts": [_(prompt) for prompt in asked.prompts],
        "notice": notice,
    }
    template = "agreements/clause.html#stage" if request.htmx else "agreements/clause.html"
    return render(request, template, context, status=status)


def live(group: Group, you: Member) -> dict[str, object]:
    """What every page that follows the group's work needs."""
    return {"group": group, "you": you, "topic": topic(group), "version": version_of(group)}


def _earlier(group: Group, agreement: Agreement) -> list[Agreement]:
    """Versions before this one that had been in force."""
    return list(
        Agreement.objects.filter(
            group=group, version__lt=agreement.version, in_force_at__isnull=False
        ).order_by("-version")
    )
