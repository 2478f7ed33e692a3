from __future__ import annotations

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from levelground.groups.models import LARGEST, SMALLEST_QUORUM

HTTPS_ONLY = _("Give the whole link, beginning with https://.")


class GroupForm(forms.Form):
    """What a group is called and how it usually meets."""

    name = forms.CharField(
        label=_("What you call yourselves"), help_text=_("Only members see it."), max_length=80
    )
    minutes = forms.IntegerField(
        label=_("How many minutes you usually meet"), min_value=15, max_value=240, initial=90
    )
    quorum = forms.IntegerField(
        label=_("How many have to be there"),
        help_text=_("With fewer, you are asked whether to go on."),
        min_value=SMALLEST_QUORUM,
        max_value=LARGEST,
        initial=3,
    )
    call_link = forms.URLField(
        label=_("Link to your call"),
        help_text=_("If you meet online: your own Jitsi, Zoom or Teams link. It opens beside."),
        required=False,
        assume_scheme="https",
        error_messages={"invalid": HTTPS_ONLY},
        validators=[URLValidator(schemes=["https"], message=HTTPS_ONLY)],
    )


class InvitationForm(forms.Form):
    """One address at a time, so that nobody is asked by accident."""

    email = forms.EmailField(
        label=_("Their e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "invalid": _("This is not an e-mail address. It looks like name@place.org.")
        },
    )
