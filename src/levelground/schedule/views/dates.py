"""A group's dates: all of them, one of them, and what any member may change about them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from levelground.accounts.http.requests import MemberRequest
from levelground.groups.models import Group
from levelground.groups.queries.groups import living_groups_of, member_of
from levelground.schedule.actions import (
    CannotAnswer,
    CannotChange,
    answer,
    cancel_date,
    end_schedule,
    make_schedule,
    move_date,
)
from levelground.schedule.forms import PRESS_AGAIN, ComingForm, MoveForm, PlanForm
from levelground.schedule.models import Date
from levelground.schedule.pages.dates import first_plan, looked_at, rows_of, shown
from levelground.schedule.queries.dates import dates_of, feed_of, schedule_of


@require_safe
def dates(request: MemberRequest, group_pk: int) -> HttpResponse:
    group = get_object_or_404(living_groups_of(request.user), pk=group_pk)
    context = {"group": group, "feed": feed_of(request.user)}
    return render(request, "schedule/dates.html", context | rows_of(group, request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: MemberRequest, group_pk: int) -> HttpResponse:
    """First the dates are shown; what was shown, and nothing else, is then kept."""
    group = get_object_or_404(living_groups_of(request.user), pk=group_pk)
    form = PlanForm(request.POST or None, initial=first_plan(group, request.user))
    context: dict[str, object] = {"group": group, "standing": schedule_of(group)}
    if request.method == "POST" and form.is_valid():
        if form.is_to_keep:
            make_schedule(group=group, plan=form.plan)
            return redirect("schedule:dates", group_pk)
        context |= looked_at(form.plan)
    status = 422 if form.errors else 200
    return render(request, "schedule/plan.html", context | {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def ending(request: MemberRequest, group_pk: int) -> HttpResponse:
    group = get_object_or_404(living_groups_of(request.user), pk=group_pk)
    if request.method == "POST":
        end_schedule(group=group)
        return redirect("schedule:dates", group_pk)
    return render(request, "schedule/ending.html", {"group": group})


@require_safe
def date(request: MemberRequest, pk: int) -> HttpResponse:
    return _page(request, _date(request, pk))


@require_POST
def coming(request: MemberRequest, pk: int) -> HttpResponse:
    found = _date(request, pk)
    member = member_of(request.user, found.schedule.group)
    form = ComingForm(request.POST)
    if not form.is_valid() or member is None:
        return _page(request, found, notice=str(PRESS_AGAIN), status=422)
    try:
        answer(date=found, member=member, is_coming=form.cleaned_data["coming"])
    except CannotAnswer as refused:
        return _page(request, found, notice=str(refused), status=409)
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
def moving(request: MemberRequest, pk: int) -> HttpResponse:
    found = _date(request, pk)
    now = timezone.localtime(found.starts_at).replace(tzinfo=None)
    form = MoveForm(request.POST or None, initial={"starts_at": now})
    if request.method == "POST" and form.is_valid():
        try:
            move_date(date=found, starts_at=form.cleaned_data["starts_at"])
        except CannotChange as refused:
            form.add_error("starts_at", str(refused))
        else:
            return redirect(found)
    context = {"date": found, "group": found.schedule.group, "form": form}
    return render(request, "schedule/moving.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def cancelling(request: MemberRequest, pk: int) -> HttpResponse:
    found = _date(request, pk)
    if request.method == "POST":
        try:
            cancel_date(date=found)
        except CannotChange as refused:
            return _page(request, found, notice=str(refused), status=409)
        return redirect(found)
    context = {"date": found, "group": found.schedule.group}
    return render(request, "schedule/cancelling.html", context)


def _date(request: MemberRequest, pk: int) -> Date:
    found: Date = get_object_or_404(dates_of(request.user), pk=pk)
    return found


def _page(
    request: MemberRequest, found: Date, *, notice: str = "", status: int = 200
) -> HttpResponse:
    group: Group = found.schedule.group
    context = {"group": group, "notice": notice, "row": shown(found, request.user)}
    return render(request, "schedule/date.html", context, status=status)
