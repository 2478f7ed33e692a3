"""Saying whether you come, from a letter: no sign-in, nothing of the group, recorded on POST only."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods

from levelground.groups.models import Member
from levelground.schedule.actions import CannotAnswer
from levelground.schedule.actions import answer as record
from levelground.schedule.forms import PRESS_AGAIN, ComingForm
from levelground.schedule.models import Date
from levelground.schedule.queries.dates import answer_of, asked_by


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, secret: str) -> HttpResponse:
    """Scanners of letters open links: opening changes nothing."""
    found = asked_by(secret)
    if found is None:
        return render(request, "schedule/no_answer.html", status=404)
    date, member = found
    language = member.person.chosen_language or translation.get_language()
    with timezone.override(member.person.zone), translation.override(language):
        response = _answer(request, date, member)
        response["Content-Language"] = translation.get_language()
    return response


def _answer(request: HttpRequest, date: Date, member: Member) -> HttpResponse:
    """For whose link it is: on their clock, in their language."""
    notice, status = "", 200
    if request.method == "POST":
        form = ComingForm(request.POST)
        if not form.is_valid():
            notice, status = str(PRESS_AGAIN), 422
        else:
            try:
                record(date=date, member=member, is_coming=form.cleaned_data["coming"])
            except CannotAnswer as refused:
                notice, status = str(refused), 409
    context = {
        "date": date,
        "zone": member.person.time_zone,
        "you": answer_of(date, member),
        "notice": notice,
    }
    return render(request, "schedule/answer.html", context, status=status)
