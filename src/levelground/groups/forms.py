from __future__ import annotations

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from levelground.accounts.models.fields import AddressField
from levelground.core.review.rhythm import LATEST, SOONEST
from levelground.groups.models import LARGEST, SMALLEST_QUORUM

HTTPS_ONLY = _("Give the whole link, beginning with https://.")


class GroupForm(forms.Form):
    """What a group is called and how it usually meets."""

    name = forms.CharField(
        label=_("What you call yourselves"),
        help_text=_("Only members see it."),
        max_length=80,
        error_messages={
            "required": _("Give your group a name. Any will do; you can change it."),
            "max_length": _("That is longer than %(limit_value)d characters. Shorten it a little."),
        },
    )
    minutes = forms.IntegerField(
        label=_("How many minutes you usually meet"),
        min_value=15,
        max_value=240,
        initial=90,
        error_messages={
            "required": _("Say how many minutes you usually have."),
            "invalid": _("Give the minutes as a whole number."),
            "min_value": _("A session needs at least %(limit_value)d minutes."),
            "max_value": _("A session lasts at most %(limit_value)d minutes."),
        },
    )
    quorum = forms.IntegerField(
        label=_("How many have to be there"),
        help_text=_("With fewer, you are asked whether to go on."),
        min_value=SMALLEST_QUORUM,
        max_value=LARGEST,
        initial=3,
        error_messages={
            "required": _("Say how many of you it takes. Three is usual."),
            "invalid": _("Give it as a whole number."),
            "min_value": _("It takes at least %(limit_value)d."),
            "max_value": _("A group has at most %(limit_value)d members."),
        },
    )
    call_link = forms.URLField(
        label=_("Link to your call"),
        help_text=_("If you meet online: your own Jitsi, Zoom or Teams link. It opens beside."),
        required=False,
        assume_scheme="https",
        max_length=200,
        error_messages={
            "invalid": HTTPS_ONLY,
            "max_length": _(
                "That link is too long. Give one of at most %(limit_value)d characters."
            ),
        },
        validators=[URLValidator(schemes=["https"], message=HTTPS_ONLY)],
    )


class HowWeMeetForm(GroupForm):
    """What members change when they know each other."""

    review_after = forms.IntegerField(
        label=_("After how many sessions you look at the group itself"),
        help_text=_("Left empty, as is usual: after the first three, then after every six."),
        required=False,
        min_value=SOONEST,
        max_value=LATEST,
        error_messages={
            "invalid": _("Give it as a whole number, or leave it empty."),
            "min_value": _("Give at least %(limit_value)d, or leave it empty."),
            "max_value": _("Look at it at least once in %(limit_value)d sessions."),
        },
    )
    calendar_title = forms.CharField(
        label=_("Name in calendars"),
        help_text=_(
            "Anyone who can see a member’s calendar can read it. Left empty: “Peer group”."
        ),
        required=False,
        max_length=80,
        error_messages={
            "max_length": _("That is longer than %(limit_value)d characters. Shorten it a little."),
        },
    )
    link_in_calendars = forms.BooleanField(
        label=_("Show the call link in calendars"),
        help_text=_("Anyone who can see a member’s calendar can read it."),
        required=False,
    )
    field_order = (
        "name",
        "minutes",
        "quorum",
        "review_after",
        "call_link",
        "link_in_calendars",
        "calendar_title",
    )

    def clean_calendar_title(self) -> str:
        return " ".join(str(self.cleaned_data["calendar_title"]).split())


class InvitationForm(forms.Form):
    """One address at a time, so that nobody is asked by accident."""

    email = AddressField(
        label=_("Their e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Type the address of whom you want to ask."),
        },
    )


class CodeForm(forms.Form):
    """The code of another group, typed."""

    code = forms.CharField(
        label=_("Their code"),
        help_text=_("Twelve letters and digits. Small letters and spaces are fine."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={
            "required": _("Type the code that they gave you."),
            "max_length": _("That is longer than a code. It has twelve letters and digits."),
        },
    )
