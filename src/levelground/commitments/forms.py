from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from levelground.commitments.models import Commitment

LONGEST_WHY = 2000


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
