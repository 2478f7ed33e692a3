from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from levelground.accounts.http.requests import MemberRequest
from levelground.groups.queries.groups import groups_of, member_of
from levelground.reviews.actions import dismiss
from levelground.reviews.forms import DismissalForm
from levelground.reviews.pages.picture import picture_of
from levelground.reviews.pages.suggestions import in_words
from levelground.reviews.queries import answered_lately, history, lines_of_group, suggestion_for
from levelground.words.queries import prove_membership


@require_safe
def picture(request: MemberRequest, group_pk: int) -> HttpResponse:
    """The group's own picture, for its members and for nobody else."""
    group = get_object_or_404(groups_of(request.user), pk=group_pk)
    past = history(group)
    context = {
        "group": group,
        "past": past,
        "picture": picture_of(past),
        "answered": answered_lately(past),
        "lines_of_sessions": lines_of_group(prove_membership(request.user, group), past),
        "suggested": in_words(suggestion_for(request.user, group, past), group),
    }
    return render(request, "reviews/picture.html", context)


@require_POST
def dismissal(request: MemberRequest, group_pk: int) -> HttpResponse:
    group = get_object_or_404(groups_of(request.user), pk=group_pk)
    form = DismissalForm(request.POST)
    member = member_of(request.user, group)
    if not form.is_valid() or member is None:
        return render(request, "400.html", status=422)
    dismiss(member=member, kind=form.cleaned_data["kind"])
    return (
        redirect("reviews:picture", group.pk)
        if form.cleaned_data["on_picture"]
        else redirect(group)
    )
