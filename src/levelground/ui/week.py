"""When in the week somebody can meet: a form field, drawn as a grid of half-hours to be touched.

Its value is a tuple of (start, end) in minutes from Monday 00:00 on the person's own clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _

DAY = 24 * 60
WEEK = 7 * DAY
HALF = 30  # minutes

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One half-hour of one day."""

    value: int
    id: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfHour:
    """The same half-hour on seven days. `clock` is said at full hours only."""

    clock: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some hours of the day. Those in which few people meet are folded until somebody opens them."""

    key: str
    label: str
    lines: tuple[HalfHour, ...]
    is_folded: bool
    chosen: int


class WeekGrid(forms.Widget):
    """Plain checkboxes in a grid; `week-grid.js` lets a thumb paint and the arrow keys walk."""

    template_name = "ui/components/week_grid.html"
    use_fieldset = True

    def __init__(self, *, first: int = 7, last: int = 22) -> None:
        super().__init__()
        self.first, self.last = first, last  # hours that are always open

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        chosen = _halves_in(value)
        at = str(context["widget"]["attrs"].get("id", f"id_{name}"))
        days = [(str(WEEKDAYS_ABBR[day]), str(WEEKDAYS[day])) for day in range(7)]
        context["days"] = days
        context["parts"] = [
            self._part(key, label, hours, chosen, at)
            for key, label, hours in (
                ("early", _("Before %(hour)d:00") % {"hour": self.first}, range(self.first)),
                ("day", "", range(self.first, self.last)),
                ("late", _("After %(hour)d:00") % {"hour": self.last}, range(self.last, 24)),
            )
            if hours
        ]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False  # no box ticked is an answer

    def _part(self, key: str, label: Any, hours: range, chosen: set[int], at: str) -> Part:
        lines = tuple(
            HalfHour(
                clock=f"{minute // 60}:00" if minute % 60 == 0 else "",
                cells=tuple(_cell(day, minute, chosen, at) for day in range(7)),
            )
            for minute in range(hours.start * 60, hours.stop * 60, HALF)
        )
        count = sum(cell.is_chosen for line in lines for cell in line.cells)
        return Part(key=key, label=str(label), lines=lines, is_folded=key != "day", chosen=count)


class WeekField(forms.Field):
    """Half-hours of a week, as spans on the person's own clock, earliest first."""

    widget = WeekGrid
    how = _(
        "Touch each half-hour that would do, in an ordinary week. To paint several, rest your "
        "thumb on one and pull, or use the mouse."
    )
    default_error_messages = {
        "required": _("Touch the half-hours in which you could usually meet."),
        "invalid": _("Part of that was not a half-hour of the week. Choose again."),
    }

    def __init__(self, **others: Any) -> None:
        super().__init__(**{"help_text": self.how, **others})

    def prepare_value(self, value: Any) -> Any:
        return value

    def to_python(self, value: Any) -> tuple[Span, ...]:
        sent = list(value) if isinstance(value, (list, tuple)) else []
        if len(sent) > WEEK // HALF:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            return spans_of(_half(one) for one in sent)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _halves_in(initial) != _halves_in(data)


def spans_of(halves: Iterable[int]) -> tuple[Span, ...]:
    """Half-hours, by the minutes at which they start, as spans; neighbours become one."""
    spans: list[Span] = []
    for start in sorted(set(halves)):
        if spans and spans[-1][1] == start:
            spans[-1] = (spans[-1][0], start + HALF)
        else:
            spans.append((start, start + HALF))
    return tuple(spans)


def halves_of(spans: Sequence[Span]) -> Iterator[int]:
    """The whole half-hours within spans. What runs past Sunday midnight goes on on Monday."""
    for starts, ends in spans:
        first = -(-starts // HALF) * HALF
        for start in range(first, ends - HALF + 1, HALF):
            yield start % WEEK


def _halves_in(value: Any) -> set[int]:
    """What is chosen, whether it comes from a browser or as spans. Nonsense chooses nothing."""
    sent = list(value) if isinstance(value, (list, tuple)) else []
    spans = [one for one in sent if isinstance(one, (list, tuple)) and len(one) == 2]  # noqa: PLR2004
    if spans:
        return set(halves_of([(int(starts), int(ends)) for starts, ends in spans]))
    found = set()
    for one in sent:
        try:
            found.add(_half(one))
        except ValueError:
            continue
    return found


def _half(sent: object) -> int:
    text = str(sent)
    if not (text.isascii() and text.isdigit() and len(text) < 6):  # noqa: PLR2004  five figures do
        raise ValueError("This is no minute of the week.")
    minute = int(text)
    if minute >= WEEK or minute % HALF:
        raise ValueError("This is no half-hour of the week.")
    return minute


def _cell(day: int, minute: int, chosen: set[int], at: str) -> Cell:
    value = day * DAY + minute
    return Cell(
        value=value,
        id=f"{at}_{value}",
        label=f"{WEEKDAYS[day]} {minute // 60}:{minute % 60:02}",
        is_chosen=value in chosen,
    )
