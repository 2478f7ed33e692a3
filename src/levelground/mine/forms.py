from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from levelground.accounts.models import Person


class ClosingForm(forms.Form):
    """Typed by hand, so that nobody closes an account by a slip."""

    email = forms.EmailField(
        label=gettext_lazy("Type your e-mail address to close your account"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Type your e-mail address.")},
    )

    def __init__(self, person: Person, data: Any = None) -> None:
        super().__init__(data)
        self.person = person

    def clean_email(self) -> str:
        typed: str = self.cleaned_data["email"]
        if typed.lower() != self.person.email.lower():
            raise ValidationError(_("That is not the address of this account."))
        return typed
