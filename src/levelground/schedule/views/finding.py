"""Looking for a time of the week that suits everybody."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from levelground.accounts.http.requests import MemberRequest
from levelground.groups.models import Group
from levelground.groups.queries.groups import living_groups_of, member_of
from levelground.schedule.actions import drop_slot, paint_week, propose, say_yes
from levelground.schedule.forms import PRESS_AGAIN, ProposalForm, SlotForm, WeekForm
from levelground.schedule.pages.dates import first_plan
from levelground.schedule.pages.finding import finding_of, own_week


@require_http_methods(["GET", "HEAD", "POST"])
def finding(request: MemberRequest, group_pk: int) -> HttpResponse:
    group = get_object_or_404(living_groups_of(request.user), pk=group_pk)
    member = member_of(request.user, group)
    if request.method != "POST" or member is None:
        return _page(request, group)
    form = WeekForm(request.POST)
    if not form.is_valid():
        return _page(request, group, form=form, status=422)
    paint_week(member=member, spans=form.cleaned_data["week"])
    return redirect("schedule:finding", group_pk)


@require_POST
def proposals(request: MemberRequest, group_pk: int) -> HttpResponse:
    group = get_object_or_404(living_groups_of(request.user), pk=group_pk)
    member = member_of(request.user, group)
    form = ProposalForm(request.POST)
    if not form.is_valid() or member is None:
        return _page(request, group, notice=str(PRESS_AGAIN), status=422)
    propose(member=member, minute=form.cleaned_data["minute"])
    return redirect("schedule:finding", group_pk)


@require_POST
def slot_answers(request: MemberRequest, group_pk: int) -> HttpResponse:
    group = get_object_or_404(living_groups_of(request.user), pk=group_pk)
    member = member_of(request.user, group)
    form = SlotForm(request.POST)
    if not form.is_valid() or member is None:
        return _page(request, group, notice=str(PRESS_AGAIN), status=422)
    slot = finding_of(group, request.user).slot
    if slot is not None and slot.pk == form.cleaned_data["slot"]:
        if form.cleaned_data["suits"] == "yes":
            say_yes(slot=slot, member=member)
        else:
            drop_slot(slot=slot)
    return redirect("schedule:finding", group_pk)


def _page(
    request: MemberRequest,
    group: Group,
    *,
    form: WeekForm | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    found = finding_of(group, request.user)
    context = {
        "group": group,
        "found": found,
        "form": form or WeekForm(initial={"week": own_week(found.poll, request.user)}),
        "notice": notice,
        "first": first_plan(group, request.user)["first"]
        if found.slot and found.slot.chosen_at
        else None,
    }
    return render(request, "schedule/finding.html", context, status=status)
