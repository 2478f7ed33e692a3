"""Pages are in the language of whoever reads them."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from levelground.accounts.models import Person

Answer = Callable[[HttpRequest], HttpResponse]


def in_their_own_language(get_response: Answer) -> Answer:
    """For this answer: what they chose. Before they did, LocaleMiddleware has read cookie and browser."""

    def answer(request: HttpRequest) -> HttpResponse:
        chosen = request.user.chosen_language if isinstance(request.user, Person) else ""
        with translation.override(chosen or translation.get_language()):
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
        return response

    return answer
