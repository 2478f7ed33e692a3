"""Forms about when a group meets."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from levelground import library
from levelground.core.process import fit
from levelground.runtime import clock
from levelground.ui.translating import translated

AHEAD = timedelta(days=400)


class When(forms.DateTimeField):
    """A time on the reader's own clock, neither over nor more than a year away."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("When"),
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
            error_messages={
                "required": _("Say when you meet."),
                "invalid": _("Give a date and a time, such as 2026-03-02 18:30."),
            },
            **kwargs,
        )

    def clean(self, value: Any) -> datetime | None:
        found: datetime | None = super().clean(value)
        if found is not None and found > clock.now() + AHEAD:
            raise ValidationError(_("That is more than a year away. Choose a nearer date."))
        if found is not None and found < clock.now() - timedelta(hours=1):
            raise ValidationError(_("That time is over. Choose one that is still to come."))
        return found


class SessionForm(forms.Form):
    """When the group meets, for how long, and in what frame. No time: now."""

    starts_at = When(required=False)
    minutes = forms.IntegerField(
        label=_("How many minutes"),
        min_value=15,
        max_value=240,
        error_messages={
            "min_value": _("A session needs at least %(limit_value)d minutes."),
            "max_value": _("A session lasts at most %(limit_value)d minutes."),
            "invalid": _("Give the minutes as a whole number."),
            "required": _("Say how many minutes you have."),
        },
    )
    frame = forms.ChoiceField(
        label=_("What kind of meeting"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what kind of meeting it is."),
            "invalid_choice": _("Choose what kind of meeting it is."),
        },
    )

    def __init__(self, *args: Any, size: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.size = size
        self.fields["starts_at"].help_text = _(
            "On your own clock (%(zone)s). Leave it empty to begin now."
        ) % {"zone": timezone.get_current_timezone_name()}
        self.fields["frame"].choices = frame_choices()  # type: ignore[attr-defined]  # the stubs know only Field

    def clean_starts_at(self) -> datetime:
        return self.cleaned_data["starts_at"] or clock.now()

    def clean(self) -> dict[str, Any]:
        """The shortest such meeting has to fit into the time."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "minutes" in cleaned and "frame" in cleaned:
            members = [str(number) for number in range(max(2, self.size))]
            frame = library.book()[cleaned["frame"]]
            found = fit(frame, members=members, seconds=cleaned["minutes"] * 60)
            if found.shortest > cleaned["minutes"] * 60:
                self.add_error("minutes", translated(found.advice[0]))
        return cleaned


class OtherTimeForm(forms.Form):
    """When the group meets instead."""

    starts_at = When()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_at"].help_text = _("On your own clock (%(zone)s).") % {
            "zone": timezone.get_current_timezone_name()
        }


def frame_choices() -> list[tuple[str, str]]:
    """The frames of the library, the usual one first."""
    book = library.book(get_language() or library.ENGLISH)
    frames = [process for process in book.values() if process.kind == "frame"]
    frames.sort(key=lambda frame: (frame.id != "meeting", frame.name))
    return [(frame.id, f"{frame.name}: {frame.summary}") for frame in frames]
