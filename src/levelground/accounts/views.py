from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from levelground.accounts.actions import rename
from levelground.accounts.forms import NameForm
from levelground.accounts.http import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: MemberRequest) -> HttpResponse:
    form = NameForm(request.POST or None, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        rename(person=request.user, name=form.cleaned_data["name"])
        return redirect("account")
    return render(
        request, "accounts/account.html", {"form": form}, status=422 if form.errors else 200
    )


@login_not_required
@require_safe
def who_can_see_what(request: MemberRequest) -> HttpResponse:
    return render(request, "accounts/who_can_see_what.html")
