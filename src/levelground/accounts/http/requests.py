from __future__ import annotations

from django.http import HttpRequest, QueryDict
from django_htmx.middleware import HtmxDetails

from levelground.accounts.models import Person

MOST_FIGURES = 9  # of a number in an address or a form; nothing here has more


class MemberRequest(HttpRequest):
    """For type checkers: a request that has passed LoginRequiredMiddleware."""

    user: Person
    htmx: HtmxDetails


def posted(request: MemberRequest) -> QueryDict | None:
    """What was sent, empty or not; None where a page was only asked for."""
    return request.POST if request.method == "POST" else None


def number_in(text: str | None) -> int | None:
    """What somebody sent, as a number; None where it is none, however long it is."""
    is_number = text and text.isascii() and text.isdigit() and len(text) <= MOST_FIGURES
    return int(text) if text and is_number else None
