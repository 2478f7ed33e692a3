"""A person's calendar address: making it, switching it off, and what other programs fetch there."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from levelground.accounts.http import MemberRequest
from levelground.live import clock
from levelground.live.pace import is_too_fast
from levelground.schedule import ics
from levelground.schedule.actions import make_feed, stop_feed
from levelground.schedule.links import address_of
from levelground.schedule.queries import feed_of, reader_of, series_of

MOST_A_MINUTE = 120  # from one address: big calendar services fetch for many people from a few


@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: MemberRequest) -> HttpResponse:
    """The address is in the answer to the button that makes it, and never again."""
    address = ""
    if request.method == "POST":
        address = address_of("schedule:feed", make_feed(person=request.user))
    context = {"address": address, "feed": feed_of(request.user)}
    return render(request, "schedule/calendar.html", context)


@require_POST
def off(request: MemberRequest) -> HttpResponse:
    stop_feed(person=request.user)
    return redirect("schedule:calendar")


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """For calendar programs. Answers are not kept on the way, so there is nothing to compare."""
    if is_too_fast(request, "calendar", a_minute=MOST_A_MINUTE):
        return render(request, "429.html", status=429)
    person = reader_of(secret)
    if person is None:
        raise Http404
    written = ics.feed(series_of(person), name=_("Peer groups"), stamp=clock.now())
    return HttpResponse(written, content_type="text/calendar; charset=utf-8")
