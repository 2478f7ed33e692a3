from __future__ import annotations

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from levelground.accounts.models import Person


class NameForm(forms.Form):
    """What the others call somebody: asked at sign-up, changed on the account page."""

    name = forms.CharField(
        label=_("What shall the others call you?"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": _("Give the name that the others shall use.")},
    )

    def signup(self, request: HttpRequest, user: Person) -> None:
        """Called by allauth while it makes the account."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
