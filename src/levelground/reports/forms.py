from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from levelground.reports.models import LONGEST_NAME, Attendance

LONGEST = 300  # minutes
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursRow:
    """One session of the form, with its two fields."""

    attendance: Attendance
    minutes: forms.BoundField
    equity: forms.BoundField


class HoursForm(forms.Form):
    """Whether somebody was in these sessions, and for how long."""

    def __init__(self, attendances: Iterable[Attendance], data: Any = None) -> None:
        super().__init__(data)
        self.attendances = list(attendances)
        for one in self.attendances:
            self.fields[f"minutes-{one.pk}"] = forms.IntegerField(
                label=gettext_lazy("Minutes you were there"),
                min_value=0,
                max_value=LONGEST,
                initial=one.minutes,
                error_messages={
                    "required": gettext_lazy("Give the minutes; 0 if you were not there."),
                    "invalid": gettext_lazy("Give the minutes as a whole number."),
                },
            )
            self.fields[f"equity-{one.pk}"] = forms.BooleanField(
                label=gettext_lazy("We worked on cultural safety or equity"),
                required=False,
                initial=one.has_equity,
            )

    def rows(self) -> Iterator[HoursRow]:
        for one in self.attendances:
            yield HoursRow(
                attendance=one,
                minutes=self[f"minutes-{one.pk}"],
                equity=self[f"equity-{one.pk}"],
            )

    def confirmed(self) -> dict[int, tuple[int, bool]]:
        """By attendance."""
        return {
            one.pk: (
                self.cleaned_data[f"minutes-{one.pk}"],
                self.cleaned_data[f"equity-{one.pk}"],
            )
            for one in self.attendances
        }


class CertificateForm(forms.Form):
    """The name as a register knows it, and the time the certificate is for."""

    name = forms.CharField(
        label=gettext_lazy("Your name as it shall be printed"),
        help_text=gettext_lazy("As your register has it. It stands on this certificate only."),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    first_day = forms.DateField(label=gettext_lazy("From"), widget=DAY)
    last_day = forms.DateField(label=gettext_lazy("To"), widget=DAY)

    def clean_name(self) -> str:
        name: str = " ".join(self.cleaned_data["name"].split())
        if not name.isprintable():
            raise ValidationError(_("The name has characters that cannot be printed."))
        return name

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("last_day", _("This day is before the first. Turn them round."))
        return cleaned


class CodeForm(forms.Form):
    """The code on somebody's certificate."""

    code = forms.CharField(
        label=gettext_lazy("The code on the certificate"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": gettext_lazy("Type the code that stands on the certificate.")},
    )


class RemovalForm(forms.Form):
    """The name, typed by hand, so that nothing is removed by a slip."""

    name = forms.CharField(label=gettext_lazy("Type its name to remove it"), max_length=100)

    def __init__(self, looked: str, data: Any = None) -> None:
        super().__init__(data)
        self.looked = looked

    def clean_name(self) -> str:
        typed: str = self.cleaned_data["name"]
        if typed.strip().casefold() != self.looked.strip().casefold():
            raise ValidationError(_("That is not its name."))
        return typed
