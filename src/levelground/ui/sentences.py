"""What a form says to whoever mistyped, wherever it has no better words of its own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

Translated = Any  # a sentence, translated when it is read

OF_FIELDS: dict[type[forms.Field], dict[str, Translated]] = {
    forms.Field: {"required": _("Fill this in.")},
    forms.IntegerField: {"invalid": _("Give a whole number.")},
    forms.FloatField: {"invalid": _("Give a number.")},
    forms.DecimalField: {"invalid": _("Give a number.")},
    forms.DateField: {"invalid": _("Give a date, such as 2026-03-02.")},
    forms.TimeField: {"invalid": _("Give a time, such as 18:30.")},
    forms.DateTimeField: {"invalid": _("Give a date and a time, such as 2026-03-02 18:30.")},
    forms.DurationField: {"invalid": _("Say how long, such as 1:30:00.")},
    forms.URLField: {"invalid": _("Give a link, beginning with https://.")},
    forms.UUIDField: {"invalid": _("This page is out of date. Open it again.")},
    forms.FileField: {
        "invalid": _("The file did not arrive. Choose it again."),
        "missing": _("Choose a file first."),
        "empty": _("That file is empty. Choose another."),
    },
    forms.ChoiceField: {"invalid_choice": _("Choose one of what is offered.")},
    forms.TypedChoiceField: {"invalid_choice": _("Choose one of what is offered.")},
    forms.MultipleChoiceField: {
        "invalid_choice": _("Choose among what is offered."),
        "invalid_list": _("Choose among what is offered."),
    },
}
OF_VALIDATORS: dict[type, Translated] = {
    validators.RegexValidator: _("That cannot be used here. Look at what is asked for."),
    validators.EmailValidator: _("This is not an e-mail address. It looks like name@place.org."),
    validators.URLValidator: _("Give a link, beginning with https://."),
    validators.MinValueValidator: _("Give at least %(limit_value)s."),
    validators.MaxValueValidator: _("Give at most %(limit_value)s."),
    validators.StepValueValidator: _("Go in steps of %(limit_value)s."),
    validators.MinLengthValidator: ngettext_lazy(
        "Write at least %(limit_value)d character.",
        "Write at least %(limit_value)d characters.",
        "limit_value",
    ),
    validators.MaxLengthValidator: ngettext_lazy(
        "That is longer than %(limit_value)d character. Shorten it a little.",
        "That is longer than %(limit_value)d characters. Shorten it a little.",
        "limit_value",
    ),
    validators.ProhibitNullCharactersValidator: _(
        "There is a character in it that nobody can see."
    ),
}


def speak_plainly() -> None:
    """Put our words where Django keeps its own. Called once, at the start."""
    for field, texts in OF_FIELDS.items():
        field.default_error_messages = {**field.default_error_messages, **texts}
    for validator, sentence in OF_VALIDATORS.items():
        validator.message = sentence  # type: ignore[attr-defined]  # all of them have one
    validators.validate_slug.message = _("That cannot be used here. Look at what is asked for.")
    validators.validate_email.message = OF_VALIDATORS[validators.EmailValidator]
