from __future__ import annotations

from django import forms

from levelground.core.review.signals import KINDS


class DismissalForm(forms.Form):
    """Which suggestion is to rest."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in KINDS])
    on_picture = forms.BooleanField(required=False)  # else on the group's page
