from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from levelground.commitments.models import Commitment

LONGEST_WHY = 2000
LONGEST_ENTRY = 6000


class OutcomeForm(forms.Form):
    """How it went. Why is the member's own to say or to leave."""

    state = forms.ChoiceField(
        label=_("How did it go?"),
        widget=forms.RadioSelect,
        choices=[
            (Commitment.State.DONE, _("Done")),
            (Commitment.State.CHANGED, _("Changed: I did something else, on purpose")),
            (Commitment.State.DROPPED, _("Dropped: I will not do it")),
            (Commitment.State.OPEN, _("Still open")),
        ],
        error_messages={
            "required": _("Choose one of the four. All of them are fine."),
            "invalid_choice": _("Choose one of the four. All of them are fine."),
        },
    )
    why = forms.CharField(
        label=_("Why, or what came of it"),
        required=False,
        max_length=LONGEST_WHY,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "max_length": _("That is longer than %(limit_value)d characters. Shorten it a little.")
        },
    )


class RemindersForm(forms.Form):
    """Letters: yes or no."""

    wanted = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])


class AloneForm(forms.Form):
    """How work is: a figure, some words, or both."""

    figure = forms.TypedChoiceField(
        required=False,
        coerce=int,
        empty_value=None,
        choices=[(str(figure), str(figure)) for figure in range(11)],
        error_messages={"invalid_choice": _("Choose a figure from 0 to 10, or none.")},
    )
    text = forms.CharField(
        required=False,
        max_length=LONGEST_ENTRY,
        error_messages={
            "max_length": _("That is longer than %(limit_value)d characters. Shorten it a little.")
        },
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and cleaned["figure"] is None and not cleaned["text"]:
            raise ValidationError(_("There is nothing to keep yet. Choose a figure or write."))
        return cleaned


class EntryForm(forms.Form):
    """Which of the notes a button was about."""

    entry = forms.UUIDField()
