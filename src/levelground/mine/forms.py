from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from levelground.accounts.models import Person
from levelground.accounts.models.fields import AddressField


class ClosingForm(forms.Form):
    """Typed by hand, so that nobody closes an account by a slip."""

    email = AddressField(
        label=gettext_lazy("Type your e-mail address to close your account"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Type your e-mail address.")},
    )

    def __init__(self, person: Person, data: Any = None) -> None:
        super().__init__(data)
        self.person = person

    def clean_email(self) -> str:
        typed: str = self.cleaned_data["email"]
        if typed != self.person.email:
            raise ValidationError(_("That is not the address of this account."))
        return typed


class NewAddressForm(forms.Form):
    """Where to send the code. An address that has an account gets the same answer."""

    email = AddressField(
        label=gettext_lazy("Your new e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Type the address to which we shall send the code."),
        },
    )

    def __init__(self, person: Person, data: Any = None) -> None:
        super().__init__(data)
        self.person = person

    def clean_email(self) -> str:
        typed: str = self.cleaned_data["email"]
        if typed == self.person.email:
            raise ValidationError(_("This is your address already. Type the new one."))
        return typed
