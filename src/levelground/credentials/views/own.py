"""What several of these views ask first."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from levelground.accounts.http.proofs import is_held_back
from levelground.accounts.http.requests import MemberRequest
from levelground.accounts.models import Person
from levelground.credentials.queries import has_more_than_a_letter

View = Callable[..., HttpResponse]


def is_held_back_with_more(request: HttpRequest, person: Person) -> bool:
    return is_held_back(request.session, person) and has_more_than_a_letter(person)


def unless_held_back_with_more(view: View) -> View:
    """A code from an email sets up somebody's first passkey; once they have one, only that adds another."""

    @wraps(view)
    def asked(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_held_back_with_more(request, request.user):
            return redirect("credentials:more")
        return view(request, *args, **kwargs)

    return asked
