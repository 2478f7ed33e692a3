"""Planning a session, moving it and calling it off. Any member may, until it has begun."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from levelground.accounts.http.requests import MemberRequest
from levelground.groups.queries.groups import current_members, living_groups_of
from levelground.schedule.models import Date
from levelground.schedule.queries.dates import dates_of
from levelground.sessions.actions.sessions import (
    HasBegun,
    NotOpen,
    cancel_session,
    move_session,
    open_date,
    plan_session,
)
from levelground.sessions.forms.plan import OtherTimeForm, SessionForm, frame_choices
from levelground.sessions.queries.sessions import sessions_of


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: MemberRequest, group_pk: int) -> HttpResponse:
    group = get_object_or_404(living_groups_of(request.user), pk=group_pk)
    asked = request.GET.get("frame", "")
    frame = asked if asked in dict(frame_choices()) else "meeting"
    initial = {"minutes": group.minutes, "frame": frame}
    form = SessionForm(
        request.POST or None, size=current_members(group=group).count(), initial=initial
    )
    if request.method == "POST" and form.is_valid():
        session = plan_session(group=group, by=request.user, **form.cleaned_data)
        return redirect(session)
    context = {"form": form, "group": group}
    return render(request, "sessions/new.html", context, status=422 if form.errors else 200)


@require_POST
def of_date(request: MemberRequest, date_pk: int) -> HttpResponse:
    """Come in at one of the group's dates. Too early, the date's own page says when."""
    date: Date = get_object_or_404(dates_of(request.user), pk=date_pk)
    try:
        return redirect(open_date(date=date, by=request.user))
    except NotOpen:
        return redirect(date)


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: MemberRequest, pk: int) -> HttpResponse:
    """Another time for a session that has not begun. One that has begun shows itself instead."""
    session = get_object_or_404(sessions_of(request.user), pk=pk)
    if session.has_begun:
        return redirect(session)
    form = OtherTimeForm(request.POST or None, initial={"starts_at": session.starts_at})
    if request.method == "POST" and form.is_valid():
        try:
            move_session(session=session, **form.cleaned_data)
        except HasBegun:
            return redirect(session)
        return redirect(session.group)
    context = {"form": form, "session": session}
    return render(request, "sessions/plan.html", context, status=422 if form.errors else 200)


@require_POST
def cancelled(request: MemberRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(sessions_of(request.user), pk=pk)
    try:
        cancel_session(session=session)
    except HasBegun:
        return redirect(session)
    return redirect(session.group)
