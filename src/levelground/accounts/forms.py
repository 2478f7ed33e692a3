from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.core import context
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from levelground.accounts.actions.people import note_wrong_code
from levelground.accounts.http import limits
from levelground.accounts.models import LONGEST_NAME, Person
from levelground.accounts.models.fields import AddressField

WORLD = (
    "Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific",
)  # fmt: skip
UNSEEN = ("Cc", "Cf", "Zl", "Zp", "Cs", "Co")  # characters that show nothing, or break a line


class AddressForm(RequestLoginCodeForm):  # type: ignore[misc]  # allauth has no types
    """Where to send the code. A known address and a new one get the same answer."""

    email = AddressField(
        label=_("Your e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
        error_messages={
            "required": _("Type the address to which we shall send the code."),
        },
    )

    def clean_email(self) -> str:
        """Whose it is, by equality. allauth looks in two tables and lower-cases in its own way."""
        email: str = self.cleaned_data["email"]
        if wait := limits.ask_for_code(context.request, email=email):
            raise ValidationError(limits.in_words(wait), code="wait")
        self._user = Person.objects.filter(email=email, is_active=True).first()
        return email


class CodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]  # allauth has no types
    """The six figures from the letter."""

    code = forms.CharField(
        label=_("The six figures"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "autofocus": True,
                "class": "code",
            }
        ),
        error_messages={"required": _("Type the six figures from the letter.")},
    )

    def __init__(self, *args: object, email: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.address = email

    def clean_code(self) -> str:
        if wait := limits.try_code(context.request, email=self.address):
            raise ValidationError(limits.in_words(wait), code="wait")
        try:
            code: str = super().clean_code()
        except ValidationError:
            note_wrong_code(email=self.address)
            raise
        limits.was_right(context.request, email=self.address)
        return code


class NameForm(forms.Form):
    """What the others call somebody: asked at the first sign-in, changed on the account page."""

    name = forms.CharField(
        label=_("What shall the others call you?"),
        help_text=_("The members of your groups see this name. A first name is enough."),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={
            "required": _("Give the name that the others shall use."),
            "max_length": _("That is longer than %(limit_value)d characters. Shorten it a little."),
        },
    )

    def clean_name(self) -> str:
        """On one line, without characters that nobody can see: it stands between others' names."""
        seen = "".join(
            " " if unicodedata.category(letter) in UNSEEN else letter
            for letter in self.cleaned_data["name"]
        )
        name = " ".join(seen.split())
        if not name:
            raise ValidationError(self.fields["name"].error_messages["required"])
        return name


class AccountForm(NameForm):
    """What a person says of themselves. The zone of their device is only ever proposed to them."""

    time_zone = forms.ChoiceField(
        label=_("Your time zone"),
        help_text=_("Times of sessions are shown on your own clock."),
        error_messages={
            "required": _("Choose the time zone you are in."),
            "invalid_choice": _("This time zone is not known. Choose one from the list."),
        },
    )

    language = forms.ChoiceField(
        label=_("Your language"),
        help_text=_("We write to you in it, too."),
        error_messages={
            "required": _("Choose a language."),
            "invalid_choice": _("We don't speak this language yet. Choose one from the list."),
        },
    )

    def __init__(self, *args: Any, now: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(settings.LANGUAGES) > 1:
            self.fields["language"].choices = settings.LANGUAGES  # type: ignore[attr-defined]
        else:
            del self.fields["language"]  # nothing to choose
        self.fields["time_zone"].choices = zone_choices(now)  # type: ignore[attr-defined]  # the stubs know only Field


def zone_choices(now: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The places that people know, by part of the world; and `now`, whatever it is called."""
    places: dict[str, list[tuple[str, str]]] = {}
    for zone in sorted({*_known_zones(), now}):
        part, _slash, place = zone.partition("/")
        places.setdefault(part, []).append((zone, (place or part).replace("_", " ")))
    return list(places.items())


@cache
def _known_zones() -> frozenset[str]:
    return frozenset({"UTC", *(z for z in available_timezones() if z.partition("/")[0] in WORLD)})
