"""Steps between proving who you are and the first page: `adapter.Adapter` says which and in what order."""

from __future__ import annotations

from allauth.account.stages import LoginStage
from django.http import HttpResponse
from django.shortcuts import redirect


class NameStage(LoginStage):  # type: ignore[misc]  # allauth has no types
    """The last step of the first sign-in: what shall the others call you?"""

    key = "name"
    urlname = "account_name"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        if self.login.user.name:
            return None, True
        return redirect(self.urlname), True
