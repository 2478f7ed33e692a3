"""What a coordinator fills in: a programme, a list of people, one more person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from levelground.accounts.forms import zone_choices
from levelground.accounts.models.fields import AddressField
from levelground.core.formation.reading.invitees import LONGEST
from levelground.programmes.actions.programmes import Frame
from levelground.programmes.domain.packing import InviteeRow, invitee_rows_in
from levelground.programmes.models import LONGEST_NAME, Programme

MOST_ORGANISATIONS = 60
LONGEST_PROGRAMME = 3 * 366  # days
TOO_LONG = gettext_lazy("That is longer than %(limit_value)d characters. Shorten it a little.")


class ProgrammeForm(forms.Form):
    """Who is asked to what; and what the law wants said to those whose names come from a list."""

    name = forms.CharField(
        label=gettext_lazy("What do you call this programme?"),
        help_text=gettext_lazy("An example: Volunteer Wellington, spring."),
        max_length=LONGEST_NAME,
        error_messages={
            "required": gettext_lazy("Give it a name. You can change it."),
            "max_length": TOO_LONG,
        },
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Where do the people of a group come from?"),
        choices=[
            (Programme.Kind.EXTERNAL, gettext_lazy("From several organisations")),
            (Programme.Kind.INTERNAL, gettext_lazy("From one organisation")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the two.")},
    )
    organisations = forms.CharField(
        label=gettext_lazy("Which organisations take part?"),
        help_text=gettext_lazy("One on each line. Those you ask see these names."),
        max_length=MOST_ORGANISATIONS * (LONGEST_NAME + 2),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": gettext_lazy("Name at least one organisation."),
            "max_length": TOO_LONG,
        },
    )
    starts_on = forms.DateField(
        label=gettext_lazy("First week"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Say when the groups begin."),
            "invalid": gettext_lazy("Give a date."),
        },
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Last week"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Say when the programme ends."),
            "invalid": gettext_lazy("Give a date."),
        },
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        error_messages={
            "required": gettext_lazy("Choose a time zone."),
            "invalid_choice": gettext_lazy("Choose a time zone from the list."),
        },
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes of a meeting"),
        min_value=15,
        max_value=240,
        error_messages={
            "required": gettext_lazy("Say how long a meeting is."),
            "invalid": gettext_lazy("Give the minutes as a whole number."),
            "min_value": gettext_lazy("A meeting takes at least %(limit_value)d minutes."),
            "max_value": gettext_lazy("A meeting takes at most %(limit_value)d minutes."),
        },
    )
    every = forms.TypedChoiceField(
        label=gettext_lazy("How often do the groups meet?"),
        choices=[
            (1, gettext_lazy("Every week")),
            (2, gettext_lazy("Every two weeks")),
            (3, gettext_lazy("Every three weeks")),
            (4, gettext_lazy("Every four weeks")),
        ],
        coerce=int,
        error_messages={"required": gettext_lazy("Say how often.")},
    )
    asks = forms.CharField(
        label=gettext_lazy("What you say to those you ask"),
        help_text=gettext_lazy(
            "They read it on the page to which their letter leads. It is not in the letter."
        ),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": TOO_LONG},
    )
    agency = forms.CharField(
        label=gettext_lazy("Who asks? The name of your organisation"),
        help_text=gettext_lazy(
            "Whoever is on a list has to be told who collected it and who keeps it. "
            "The letter says so."
        ),
        max_length=120,
        error_messages={
            "required": gettext_lazy("Give the name of the organisation that asks."),
            "max_length": TOO_LONG,
        },
    )
    agency_address = forms.CharField(
        label=gettext_lazy("Its address"),
        help_text=gettext_lazy("A street or post box, so that people can write to you."),
        max_length=200,
        error_messages={
            "required": gettext_lazy("Give an address at which people can reach you."),
            "max_length": TOO_LONG,
        },
    )
    law = forms.CharField(
        label=gettext_lazy("Under which law is the list made?"),
        help_text=gettext_lazy("Leave it empty if no law asks for it. That is usual."),
        required=False,
        max_length=200,
        error_messages={"max_length": TOO_LONG},
    )
    is_health_setting = forms.BooleanField(
        label=gettext_lazy("People may speak about patients or clients of a health service"),
        required=False,
    )

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = zone_choices(zone)  # type: ignore[attr-defined]  # the stubs know only Field

    @staticmethod
    def initial_of(programme: Programme) -> dict[str, Any]:
        plain = {name: getattr(programme, name) for name in Frame.__annotations__}
        names = programme.organisations.values_list("name", flat=True)
        return plain | {"organisations": "\n".join(names)}

    def clean_name(self) -> str:
        return self._needed("name")

    def clean_agency(self) -> str:
        return self._needed("agency")

    def clean_agency_address(self) -> str:
        return self._needed("agency_address")

    def _needed(self, field: str) -> str:
        """What is seen of it, on one line."""
        if line := _line(self.cleaned_data[field]):
            return line
        raise ValidationError(self.fields[field].error_messages["required"])

    def clean_law(self) -> str:
        return _line(self.cleaned_data["law"])

    def clean_organisations(self) -> list[str]:
        named: dict[str, str] = {}
        for line in self.cleaned_data["organisations"].splitlines():
            if name := _line(line):
                named.setdefault(name.casefold(), name)
        if any(len(name) > LONGEST_NAME for name in named.values()):
            raise ValidationError(
                _("A name has at most %(most)d letters.") % {"most": LONGEST_NAME}
            )
        if not named:
            raise ValidationError(_("Name at least one organisation."))
        if len(named) > MOST_ORGANISATIONS:
            raise ValidationError(
                _("Name at most %(most)d organisations.") % {"most": MOST_ORGANISATIONS}
            )
        return list(named.values())

    def clean(self) -> None:
        cleaned = self.cleaned_data
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on <= starts_on:
            self.add_error("ends_on", _("The last week comes after the first."))
        elif starts_on and ends_on and (ends_on - starts_on).days > LONGEST_PROGRAMME:
            self.add_error("ends_on", _("A programme lasts three years at most."))
        if not {"kind", "organisations"} <= cleaned.keys():
            return
        count = len(cleaned["organisations"])
        if cleaned["kind"] == Programme.Kind.EXTERNAL and count < 2:  # noqa: PLR2004  several
            self.add_error("organisations", _("Name at least two, or choose one organisation."))
        if cleaned["kind"] == Programme.Kind.INTERNAL and count > 1:
            self.add_error("organisations", _("Name one only, or choose several organisations."))

    def frame(self) -> Frame:
        frame: Frame = Frame(**self.cleaned_data)  # type: ignore[typeddict-item]  # the fields have its names
        return frame


class NewProgrammeForm(ProgrammeForm):
    """A programme that is opened: what is said then and cannot be changed."""

    grades_apart = forms.IntegerField(
        label=gettext_lazy("Grades apart at most"),
        help_text=gettext_lazy(
            "Leave it empty if grades don't matter. You can't change it later: trying other numbers "
            "would tell people's grades."
        ),
        required=False,
        min_value=0,
        max_value=1000,
    )

    def frame(self) -> Frame:
        cleaned = {
            name: value for name, value in self.cleaned_data.items() if name != "grades_apart"
        }
        frame: Frame = Frame(**cleaned)  # type: ignore[typeddict-item]  # the fields have its names
        return frame


class ListForm(forms.Form):
    """A spreadsheet of people to ask."""

    file = forms.FileField(
        label=gettext_lazy("Your list of people, as a CSV file"),
        help_text=gettext_lazy(
            "It needs a name and an e-mail address for each; organisation, paid or voluntary, and "
            "trained are taken in if they are there. In Excel: Save as, CSV UTF-8."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
        allow_empty_file=True,
        error_messages={
            "required": gettext_lazy("Choose a file first."),
            "invalid": gettext_lazy("Choose a file first."),
        },
    )

    def read(self) -> tuple[list[InviteeRow], tuple[str, ...]]:
        """People from the file, and how it was read. Raises Faulty."""
        return invitee_rows_in(self.cleaned_data["file"].read())


ADDRESS_TO_ASK = {"required": gettext_lazy("Type the address of whom you want to ask.")}


class OneForm(forms.Form):
    """One more person to ask."""

    name = forms.CharField(
        label=gettext_lazy("Their name"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Give a name."),
            "max_length": TOO_LONG,
        },
    )
    email = AddressField(
        label=gettext_lazy("Their e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages=ADDRESS_TO_ASK,
    )

    def clean_name(self) -> str:
        if name := _line(self.cleaned_data["name"]):
            return name
        raise ValidationError(_("Give a name."))

    def known(self) -> InviteeRow:
        return InviteeRow(email=self.cleaned_data["email"], name=self.cleaned_data["name"])


class CoordinatorForm(forms.Form):
    """Who is asked to look after a programme too."""

    address = AddressField(
        label=gettext_lazy("The e-mail address of somebody who may coordinate here"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages=ADDRESS_TO_ASK,
    )


def _line(text: str) -> str:
    """On one line, without letters that show nothing."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())
