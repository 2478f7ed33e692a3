"""The pages of whoever has a seat: one group, its first names and roles, and one question."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from levelground.accounts.http.requests import MemberRequest
from levelground.formation.actions.rounds import CannotForm
from levelground.formation.actions.seats import NotSeated, say_wrong, say_yes
from levelground.formation.forms.seats import WrongForm
from levelground.formation.models import Seat
from levelground.formation.queries.seats import seats_of, shown_at


@require_safe
def my_seats(request: MemberRequest) -> HttpResponse:
    """Where a letter leads: to the seat that waits, if there is one."""
    seats = list(seats_of(request.user))
    if len(seats) == 1:
        return redirect("formation:seat", seats[0].pk)
    return render(request, "formation/my_seats.html", {"seats": seats})


@require_http_methods(["GET", "HEAD", "POST"])
def seat(request: MemberRequest, pk: int) -> HttpResponse:
    """Opening it changes nothing; only the button says yes."""
    found = get_object_or_404(seats_of(request.user), pk=pk)
    if request.method == "POST":
        try:
            stands = say_yes(seat=found, by=request.user)
        except NotSeated:
            return redirect("formation:my_seats")
        return redirect("groups:home" if stands else "formation:seat", *(() if stands else (pk,)))
    return render(request, "formation/seat.html", {"shown": shown_at(found, request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
def wrong(request: MemberRequest, pk: int) -> HttpResponse:
    """What is wrong, in confidence: only the rules are told."""
    found = get_object_or_404(seats_of(request.user), pk=pk)
    if found.state == Seat.State.WRONG:
        return redirect("formation:seat", pk)
    shown = shown_at(found, request.user)
    form = WrongForm(
        request.POST if request.method == "POST" else None,
        others=shown.others,
        has_time=found.group.slot_minute is not None,
    )
    if request.method == "POST" and form.is_valid():
        whom = form.cleaned_data["whom"]
        try:
            say_wrong(seat=found, by=request.user, kind=form.wrong, whom=whom)
        except (NotSeated, CannotForm):
            return redirect("formation:my_seats")
        return redirect("formation:my_seats")
    context = {"shown": shown, "form": form}
    return render(request, "formation/wrong.html", context, status=422 if form.errors else 200)
