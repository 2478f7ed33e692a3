"""A person's calendar address: making it, switching it off, and what other programs fetch there."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import (
    conditional_page,
    require_http_methods,
    require_POST,
    require_safe,
)

from levelground.accounts.http.requests import MemberRequest
from levelground.limits.actions import Limit, spend
from levelground.limits.http import network_of
from levelground.schedule.actions import fetch_feed, make_feed, stop_feed
from levelground.schedule.queries.dates import feed_at, feed_of
from levelground.schedule.queries.links import address_of

# From one network: big calendar services fetch for many people from a few.
FETCHES = Limit(of="calendars", at_once=120, a_day=120 * 24 * 60)


@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: MemberRequest) -> HttpResponse:
    """The address is in the answer to the button that makes it, and never again."""
    address = ""
    if request.method == "POST":
        address = address_of("schedule:feed", make_feed(person=request.user))
    context = {
        "address": address,
        "webcal": address and "webcal:" + address.partition(":")[2],
        "feed": feed_of(request.user),
    }
    return render(request, "schedule/calendar.html", context)


@require_POST
def off(request: MemberRequest) -> HttpResponse:
    stop_feed(person=request.user)
    return redirect("schedule:calendar")


@login_not_required
@require_safe
@conditional_page
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """For calendar programs. They may keep it, and ask each time whether it is still the same."""
    if spend(FETCHES.by(network_of(request))):
        return render(request, "429.html", status=429)
    found = feed_at(secret)
    if found is None:
        raise Http404
    fetched = fetch_feed(feed=found)
    response = HttpResponse(fetched.text, content_type="text/calendar; charset=utf-8")
    response["ETag"] = quote_etag(fetched.digest)
    response["Last-Modified"] = http_date(fetched.changed_at.timestamp())
    response["Cache-Control"] = "private, no-cache"
    return response
