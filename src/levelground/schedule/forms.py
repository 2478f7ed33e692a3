from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from levelground.accounts.forms import zone_choices
from levelground.core.schedule import Odd, Rhythm, instant
from levelground.runtime import clock
from levelground.schedule.actions import Plan
from levelground.schedule.domain import free_days
from levelground.schedule.models import LONGEST_REGION
from levelground.ui.week import WEEK, WeekField

AHEAD = timedelta(days=400)
PRESS_AGAIN = _("This button could not be read. Press it again on this page.")


class WeekForm(forms.Form):
    """When somebody can usually meet."""

    week = WeekField(label=_("When could you usually meet?"))


class ProposalForm(forms.Form):
    """One of the times that were found, by its button."""

    minute = forms.IntegerField(
        min_value=0,
        max_value=WEEK - 1,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), PRESS_AGAIN
        ),
    )


class SlotForm(forms.Form):
    """Whether the time that was proposed suits somebody; `slot` says which one the page showed."""

    slot = forms.IntegerField(min_value=1)
    suits = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])


class ComingForm(forms.Form):
    """One of two buttons."""

    coming = forms.TypedChoiceField(
        choices=[("yes", "yes"), ("no", "no")], coerce=lambda answer: answer == "yes"
    )


class WallField(forms.DateTimeField):
    """A day and a time as the reader's clock shows them, without a zone."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return value

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        for shape in self.input_formats or ():
            try:
                return datetime.strptime(str(value).strip(), shape)  # noqa: DTZ007  the wall's
            except (ValueError, OverflowError):
                continue
        raise ValidationError(self.error_messages["invalid"], code="invalid")


class MoveForm(forms.Form):
    """When a date is to be instead, on the reader's own clock."""

    starts_at = WallField(
        label=_("The new day and time"),
        error_messages={
            "required": _("Give the new day and time."),
            "invalid": _("Give a date and a time, such as 2026-03-02 18:30."),
        },
    )

    def clean_starts_at(self) -> datetime:
        wall: datetime = self.cleaned_data["starts_at"]
        if abs(wall.year - clock.now().year) > 2:  # noqa: PLR2004  a year, and the turn of one
            raise ValidationError(_("That is more than a year away. Choose a nearer date."))
        found = instant(wall, timezone.get_current_timezone())
        if found.odd == Odd.SKIPPED:
            raise ValidationError(
                _("The clocks skip that hour in this night. Choose an hour before or after.")
            )
        if found.at > clock.now() + AHEAD:
            raise ValidationError(_("That is more than a year away. Choose a nearer date."))
        return found.at


class PlanForm(forms.Form):
    """By what rule a group meets. Sent once to look at the dates, and once more to keep them."""

    rhythm = forms.ChoiceField(
        label=_("How often"),
        choices=[
            (Rhythm.WEEKLY.value, _("Every week")),
            (Rhythm.FORTNIGHTLY.value, _("Every two weeks")),
            (Rhythm.FOUR_WEEKLY.value, _("Every four weeks")),
            (Rhythm.MONTHLY.value, _("Once a month, on the same weekday")),
        ],
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose how often.")),
    )
    first = forms.DateField(
        label=_("The first day"),
        help_text=_("All others fall on the same day of the week."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={
            "required": _("Give the first day."),
            "invalid": _("Give a date, such as 2026-03-02."),
        },
    )
    time = forms.TimeField(
        label=_("At what time"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M", "%H:%M:%S"],
        error_messages={
            "required": _("Give the time at which you begin."),
            "invalid": _("Give a time, such as 19:00."),
        },
    )
    minutes = forms.IntegerField(
        label=_("For how many minutes"),
        min_value=15,
        max_value=240,
        error_messages={
            "required": _("Say how many minutes you have."),
            "invalid": _("Give the minutes as a whole number."),
            "min_value": _("A session needs at least %(limit_value)d minutes."),
            "max_value": _("A session lasts at most %(limit_value)d minutes."),
        },
    )
    zone = forms.ChoiceField(
        label=_("On whose clock"),
        help_text=_("There it stays the same hour all year. Everybody else sees it on their own."),
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"),
            _("This time zone is not known. Choose one from the list."),
        ),
    )
    country = forms.ChoiceField(
        label=_("Leave out the public holidays of"),
        required=False,
        error_messages={"invalid_choice": _("Choose a country from the list.")},
    )
    region = forms.CharField(
        label=_("And of its region"), required=False, max_length=LONGEST_REGION
    )
    step = forms.CharField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = zone_choices(str(self.initial.get("zone", "UTC")))  # type: ignore[attr-defined]  # the stubs know only Field
        none = ("", _("No country: we meet on holidays too"))
        self.fields["country"].choices = [none, *free_days.countries().items()]  # type: ignore[attr-defined]  # the stubs know only Field
        self._offer_regions()

    def clean_first(self) -> date:
        first: date = self.cleaned_data["first"]
        today = clock.now().date()
        if first < today - timedelta(days=1):
            raise ValidationError(_("That day is over. Choose one that is still to come."))
        if first > today + AHEAD:
            raise ValidationError(_("That is more than a year away. Choose a nearer date."))
        return first

    def clean_region(self) -> str:
        """One of another country, from before the country was changed, is none."""
        region = str(self.cleaned_data["region"])
        return region if region in free_days.regions(self._country()) else ""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if {"first", "time", "zone"} <= cleaned.keys():
            wall = datetime.combine(cleaned["first"], cleaned["time"])
            if instant(wall, ZoneInfo(cleaned["zone"])).at <= clock.now():
                self.add_error("first", _("That is over already. Choose a later day."))
        return cleaned

    @property
    def plan(self) -> Plan:
        """What is asked for. The form must be valid."""
        data = self.cleaned_data
        return Plan(
            rhythm=Rhythm(data["rhythm"]),
            first=data["first"],
            time=data["time"],
            zone=data["zone"],
            minutes=data["minutes"],
            country=data["country"],
            region=data["region"],
        )

    @property
    def mark(self) -> str:
        """Stands for exactly this plan: what is kept is what was looked at."""
        return hashlib.sha256(repr(self.plan).encode()).hexdigest()[:32]

    @property
    def is_to_keep(self) -> bool:
        return (self.cleaned_data["step"], self.cleaned_data["seen"]) == ("keep", self.mark)

    def _country(self) -> str:
        country = self.data.get("country") if self.is_bound else self.initial.get("country", "")
        return country if country in free_days.countries() else ""

    def _offer_regions(self) -> None:
        """Only where a country has been chosen whose parts have holidays of their own."""
        regions = free_days.regions(self._country())
        if not regions:
            self.fields["region"].widget = forms.HiddenInput()
            return
        choices = [("", _("The whole country only")), *regions.items()]
        self.fields["region"].widget = forms.Select(choices=choices)
