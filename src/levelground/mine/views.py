from __future__ import annotations

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from levelground.accounts.again import after_a_fresh_code
from levelground.accounts.http import MemberRequest
from levelground.live import clock
from levelground.mine.actions import StillHeld, close_account
from levelground.mine.download import NAME, packed
from levelground.mine.forms import ClosingForm
from levelground.mine.queries import everything_of


@require_safe
def show(request: MemberRequest) -> HttpResponse:
    sections = everything_of(request.user)
    context = {
        "sections": [section for section in sections if section.rows],
        "empty": [section for section in sections if not section.rows],
    }
    return render(request, "mine/show.html", context)


@require_safe
@after_a_fresh_code(back_to="mine:show")
def download(request: MemberRequest) -> HttpResponse:
    return HttpResponse(
        packed(everything_of(request.user), clock.now()),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{NAME}"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@after_a_fresh_code()
def closing(request: MemberRequest) -> HttpResponse:
    form = ClosingForm(request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            close_account(person=request.user)
        except StillHeld as refused:
            form.add_error(None, str(refused))
        else:
            logout(request)
            return redirect("mine:closed")
    return render(request, "mine/closing.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    return render(request, "mine/closed.html")
