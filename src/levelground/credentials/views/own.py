"""What several of these views ask first."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from levelground.accounts.http import MemberRequest
from levelground.accounts.proofs import is_held_back
from levelground.credentials.queries import has_more_than_a_letter

View = Callable[..., HttpResponse]


def unless_held_back_with_more(view: View) -> View:
    """A code from an email sets up somebody's first passkey; once they have one, only that adds another."""

    @wraps(view)
    def asked(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        you = request.user
        if is_held_back(request.session, you) and has_more_than_a_letter(you):
            return redirect("credentials:more")
        return view(request, *args, **kwargs)

    return asked
