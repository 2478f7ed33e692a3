"""Pages for what went wrong: ours, in plain words, with one thing to do next."""

from __future__ import annotations

import re

import pytest
from allauth.core.internal.ratelimit import respond_429
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory


@pytest.fixture
def request_() -> HttpRequest:
    request = RequestFactory().get("/sign-in/")
    request.user = AnonymousUser()
    return request


def test_who_was_too_fast_gets_our_page(request_: HttpRequest):
    response = respond_429(request_)

    assert response.status_code == 429
    assert "Wait a minute, then try again." in " ".join(response.text.split())


@pytest.mark.parametrize(
    "page",
    ["400", "403", "403_csrf", "404", "405", "429", "500", "503", "503_locked", "507"],
)
def test_an_error_page_has_one_filled_button_at_most(request_: HttpRequest, page: str):
    text = render_to_string(f"{page}.html", request=request_)

    assert len(re.findall(r"button--main", text)) <= 1
    assert not re.search(r"\berror\b", re.sub(r"<[^>]*>", "", text), re.IGNORECASE)
