"""Six figures that go to an address while somebody is signed in, and are typed in the open page.

allauth sends them to sign in only; these have the same form, the same life and the same limits.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from django.forms import Form
from django.http import HttpRequest

from levelground.accounts.http import limits
from levelground.accounts.http.requests import MemberRequest


class NotSent(Exception):
    """The message is for whoever asked."""


class MailedCode(AbstractCodeVerificationProcess):  # type: ignore[misc]  # allauth has no types
    """A code that is on its way, kept in the browser's sign-in until it is typed."""

    waiting_in: ClassVar[str]  # the session
    letter: ClassVar[str]  # templates, without _subject.txt and _message.txt

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        super().__init__(
            max_attempts=app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS,
            timeout=app_settings.LOGIN_BY_CODE_TIMEOUT,
            state=state,
            user=request.user,
        )
        self.request = request

    @property
    def email(self) -> str:
        email: str = self.state["email"]
        return email

    @classmethod
    def waiting(cls, request: HttpRequest) -> Self | None:
        """The one that was sent and is still good."""
        state = request.session.get(cls.waiting_in)
        found: Self | None = cls(request, state).abort_if_invalid() if state else None
        return found

    @classmethod
    def ask(cls, request: MemberRequest, *, email: str) -> None:
        """Send one. The one before is no longer good. Raises NotSent."""
        if wait := limits.ask_while_signed_in(person=request.user, email=email):
            raise NotSent(limits.in_words(wait))
        code = cls(request, cls.initial_state(user=request.user, email=email))
        code.send()
        code.persist()

    def send(self) -> None:
        self.state["code"] = get_adapter().generate_login_code()
        self.write(self.letter)

    def write(self, letter: str) -> None:
        get_adapter().send_mail(letter, self.email, {"request": self.request, "code": self.code})

    def persist(self) -> None:
        self.request.session[self.waiting_in] = self.state

    def abort(self) -> None:
        self.request.session.pop(self.waiting_in, None)

    def status_after(self, form: Form) -> int | None:
        """Of the page that is shown again: a wrong try counts, unless it came too fast. None: the last."""
        if form.has_error("code", "wait"):
            return 429
        if not form.errors:
            return 200
        return 422 if self.record_invalid_attempt() else None
