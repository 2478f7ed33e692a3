from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from levelground.accounts.http import limits
from levelground.accounts.models import Person
from levelground.credentials.models import LONGEST_NAME


class PasskeyNameForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        error_messages={
            "required": _("Give it a name, such as “My phone”."),
            "max_length": _("That's longer than %(limit_value)d characters. Shorten it a little."),
        },
    )

    def clean_name(self) -> str:
        typed: str = self.cleaned_data["name"]
        name = " ".join("".join(one if one.isprintable() else " " for one in typed).split())
        if not name:
            raise ValidationError(self.fields["name"].error_messages["required"])
        return name


class RecoveryCodeForm(forms.Form):
    """Tries are limited as those of codes from an email are."""

    code = forms.CharField(
        label=_("Recovery code"),
        help_text=_("One of the ten you saved. Each works once."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": _("Type one of your recovery codes.")},
    )

    def __init__(self, *args: Any, request: HttpRequest, person: Person) -> None:
        super().__init__(*args)
        self._request, self._person = request, person

    def clean_code(self) -> str:
        if wait := limits.try_code(self._request, email=self._person.email):
            raise ValidationError(limits.in_words(wait), code="wait")
        code: str = self.cleaned_data["code"]
        return code
