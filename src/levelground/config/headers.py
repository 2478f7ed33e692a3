"""Three small middlewares that say what a browser may do with, keep of, and leave behind of us."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

Answer = Callable[[HttpRequest], HttpResponse]

SENSES = "camera=(), microphone=(), geolocation=(), display-capture=(), payment=(), usb=()"


def permissions_policy(get_response: Answer) -> Answer:
    """On every answer: no page of ours listens, looks or asks where you are."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Permissions-Policy"] = SENSES
        return response

    return answer


def no_store(get_response: Answer) -> Answer:
    """On every page: no cache keeps it, neither a browser's nor one in between.

    One answer says otherwise for itself: a calendar, of which a program asks whether it is still the same.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        patch_vary_headers(response, ["Cookie"])
        return response

    return answer


def clear_site_data(get_response: Answer) -> Answer:
    """On the answer that signs a person out: the browser forgets what it had of us."""

    def answer(request: HttpRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = get_response(request)
        if was_signed_in and not request.user.is_authenticated:
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return answer
