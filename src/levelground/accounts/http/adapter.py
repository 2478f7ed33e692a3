"""Where sign-in by allauth is made ours: one way in, plain letters, nobody in without a name."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime
from typing import Any, ClassVar

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from levelground.accounts.http.known_browsers import remember_browser
from levelground.accounts.queries import language_at
from levelground.runtime import clock

ANSWERS_WITHOUT_A_CODE = ("account/email/unknown_account",)


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("These are not the figures we sent last. Look at the newest letter."),
        "too_many_login_attempts": _("That did not work. Wait a minute, then ask for a new code."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never by allauth's own page: whoever types a code is in, see `actions.expect`."""
        return False

    def format_email_subject(self, subject: str) -> str:
        return subject

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Who asked for a code is waiting: the letter says until when it's worth anything.

        So that our outbox sends it first, and not at all when it's too late. It's in the language of
        whose address it is, not of whoever typed that.
        """
        language = language_at(email if isinstance(email, str) else email[0])
        headers = {**(headers or {}), "Content-Language": language}
        if "code" in context or template_prefix in ANSWERS_WITHOUT_A_CODE:
            until = clock.now() + timedelta(seconds=app_settings.LOGIN_BY_CODE_TIMEOUT)
            headers["Expires"] = format_datetime(until)
        with translation.override(language):
            message: EmailMessage = super().render_mail(template_prefix, email, context, headers)
        return message

    def get_login_stages(self) -> list[str]:
        return [*super().get_login_stages(), "levelground.accounts.http.stages.NameStage"]

    def pre_login(
        self, request: HttpRequest, user: Any, *, email: str | None, **how: Any
    ) -> HttpResponse | None:
        """A code lets nobody in that went to an address which is no longer theirs."""
        if email and email != user.email:
            request.session.flush()  # the code that was under way with it
            messages.error(request, _("This address was changed. Sign in with the new one."))
            return redirect("account_login")
        answer: HttpResponse | None = super().pre_login(request, user, email=email, **how)
        return answer

    def post_login(self, request: HttpRequest, user: Any, **how: Any) -> HttpResponse:
        answer: HttpResponse = super().post_login(request, user, **how)
        remember_browser(request, answer, user.email)
        return answer

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Only what went wrong: of all else the pages speak for themselves."""
        if level >= messages.WARNING and kwargs.get("message"):
            messages.add_message(request, level, kwargs["message"])
