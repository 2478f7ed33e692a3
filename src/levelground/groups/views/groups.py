from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from levelground.accounts.http.requests import MemberRequest
from levelground.accounts.models import Person
from levelground.groups.actions.decisions import invite
from levelground.groups.actions.groups import (
    CannotInvite,
    Full,
    NotInvited,
    accept_invitation,
    change_group,
    leave_group,
    start_group,
)
from levelground.groups.forms import GroupForm, HowWeMeetForm, InvitationForm
from levelground.groups.models import Group
from levelground.groups.queries.groups import (
    current_members,
    dropped_lately,
    group_joined_by,
    groups_of,
    invitation_of,
    living_groups_of,
    member_of,
    open_invitations,
    questions_to,
)
from levelground.groups.queries.next_steps import next_step, next_steps_of


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if not isinstance(request.user, Person):
        return render(request, "groups/welcome.html")
    groups = list(groups_of(request.user))
    context = {"groups": groups, "next_steps": next_steps_of(request.user, groups)}
    return render(request, "groups/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: MemberRequest) -> HttpResponse:
    form = GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect(start_group(by=request.user, **form.cleaned_data))
    return render(request, "groups/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def show(request: MemberRequest, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(groups_of(request.user), pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(living_groups_of(request.user), pk=pk)
    now = {name: getattr(group, name) for name in HowWeMeetForm.base_fields}
    form = HowWeMeetForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        change_group(group=group, **form.cleaned_data)
        return redirect(group)
    context = {"form": form, "group": group}
    return render(request, "groups/edit.html", context, status=422 if form.errors else 200)


@require_POST
def invitations(request: MemberRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(living_groups_of(request.user), pk=pk)
    form = InvitationForm(request.POST)
    member = member_of(request.user, group)
    if form.is_valid() and member is not None:
        try:
            invite(group=group, by=member, email=form.cleaned_data["email"])
        except CannotInvite as refused:
            form.add_error("email", str(refused))
        else:
            return redirect(group)
    return _page(request, group, form=form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: MemberRequest, secret: str) -> HttpResponse:
    """Opening the link changes nothing; only the button joins."""
    if joined := group_joined_by(request.user, secret):
        return redirect(joined)
    found = invitation_of(request.user, secret)
    if found is None:
        return render(request, "groups/no_invitation.html", status=404)
    context = {"invitation": found}
    if request.method == "POST":
        try:
            return redirect(accept_invitation(invitation=found, by=request.user))
        except NotInvited:
            return render(request, "groups/no_invitation.html", status=404)
        except Full:
            return render(request, "groups/invitation.html", context | {"full": True}, status=409)
    return render(request, "groups/invitation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def leaving(request: MemberRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(living_groups_of(request.user), pk=pk)
    member = member_of(request.user, group)
    if request.method == "POST" and member is not None:
        leave_group(member=member)
        return redirect("groups:home")
    return render(request, "groups/leave.html", {"group": group})


def _page(
    request: MemberRequest, group: Group, *, form: InvitationForm | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, object] = {
        "group": group,
        "members": current_members(group=group),
        "next_step": next_step(request.user, group),
    }
    if group.ended_at:
        return render(request, "groups/ended.html", context)
    context |= {
        "invitations": open_invitations(group=group),
        "questions": questions_to(request.user, group),
        "dropped": dropped_lately(group),
        "form": form or InvitationForm(),
    }
    return render(request, "groups/show.html", context, status=status)
