"""Pages for what the members decide together: somebody new, merging, the end."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from levelground.accounts.http.requests import MemberRequest
from levelground.groups.actions.decisions import (
    CannotMerge,
    ask_to_end,
    ask_to_merge,
    make_merge_code,
    say_no,
    say_yes,
)
from levelground.groups.actions.groups import withdraw_invitation
from levelground.groups.forms import CodeForm
from levelground.groups.models import LOOKING_BACK
from levelground.groups.queries.groups import (
    living_groups_of,
    member_of,
    open_invitations,
    questions_about,
)


@require_POST
def answer(request: MemberRequest, pk: int, question_pk: int) -> HttpResponse:
    """A member's yes or no. What has been settled in the meantime stays as it is."""
    group = get_object_or_404(living_groups_of(request.user), pk=pk)
    question = questions_about(group).filter(pk=question_pk).first()
    if question is not None and request.POST.get("answer") == "yes":
        say_yes(question=question, by=request.user)
    elif question is not None and request.POST.get("answer") == "no":
        say_no(question=question)
    return redirect(group)


@require_POST
def withdrawal(request: MemberRequest, pk: int, invitation_pk: int) -> HttpResponse:
    group = get_object_or_404(living_groups_of(request.user), pk=pk)
    for invitation in open_invitations(group=group).filter(pk=invitation_pk):
        withdraw_invitation(invitation=invitation)
    return redirect(group)


@require_http_methods(["GET", "HEAD", "POST"])
def ending(request: MemberRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(living_groups_of(request.user), pk=pk)
    member = member_of(request.user, group)
    if request.method == "POST" and member is not None:
        ask_to_end(group=group, by=member)
        return redirect(group)
    return render(request, "groups/ending.html", {"group": group, "days": LOOKING_BACK.days})


@require_http_methods(["GET", "HEAD", "POST"])
def merging(request: MemberRequest, pk: int) -> HttpResponse:
    """Make a code for another group, or type the code of one. The code is shown this once."""
    group = get_object_or_404(living_groups_of(request.user), pk=pk)
    member = member_of(request.user, group)
    if request.method != "POST" or member is None:
        return render(request, "groups/merging.html", {"group": group, "form": CodeForm()})
    if "make" in request.POST:
        code = make_merge_code(group=group, by=member)
        return render(request, "groups/merging.html", {"group": group, "made": code})
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            ask_to_merge(group=group, by=member, code=form.cleaned_data["code"])
        except CannotMerge as refused:
            form.add_error("code", str(refused))
        else:
            return redirect(group)
    return render(request, "groups/merging.html", {"group": group, "form": form}, status=422)
