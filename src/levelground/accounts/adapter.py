"""Where sign-in by allauth is made ours: plain letters, nothing of a person in a subject."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.SIGN_UP_OPEN)

    def format_email_subject(self, subject: str) -> str:
        return subject

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Pages say for themselves what happened; no second notice."""
