from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from levelground.accounts.models import Person


class MemberRequest(HttpRequest):
    """For type checkers: a request that has passed LoginRequiredMiddleware."""

    user: Person
    htmx: HtmxDetails
