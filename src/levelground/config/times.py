"""Times are shown on the clock of whoever reads them."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from levelground.accounts.models import Person

Answer = Callable[[HttpRequest], HttpResponse]


def on_their_own_clock(get_response: Answer) -> Answer:
    """For this answer the time zone is the reader's; the house's for whoever is not signed in."""

    def answer(request: HttpRequest) -> HttpResponse:
        zone = request.user.zone if isinstance(request.user, Person) else None
        with timezone.override(zone):
            return get_response(request)

    return answer
