"""A page that needs something which does not open says so (503): it is there, and may open later.

The key file may be the wrong one, or away, while the server runs. Nothing was changed then: what
had begun to be written has been rolled back with the view.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from levelground.sealing.envelope import Unopenable


class PageForUnopenable:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Unopenable):
            return None
        return render(request, "503_locked.html", status=503)
