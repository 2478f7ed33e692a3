"""What templates may ask for: icons, times as people say them, a fresh key for a button."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from levelground.ui.translating import translated

register = template.Library()

ICONS = Path(__file__).parents[1] / "static" / "ui" / "icons"
MINUTE = 60


@dataclass(frozen=True, slots=True)
class Detail:
    """One choice within a kind of move: what is sent, and what is read."""

    value: str
    label: str


register.filter("translated", translated)


@register.simple_tag
def fresh_key() -> str:
    """A key that makes repeats of one button's move count once."""
    return str(uuid.uuid4())


@register.simple_tag
def icon(name: str) -> SafeString:
    """One of our few icons, as SVG in the page. Never alone: words stand beside it."""
    return format_html('<span class="icon" aria-hidden="true">{}</span>', _drawing(name))


@register.filter
def clock_face(seconds: float | None) -> str:
    """400 as 6:40."""
    minutes, rest = divmod(max(0, int(seconds or 0)), MINUTE)
    return f"{minutes}:{rest:02}"


@register.filter
def as_minutes(seconds: float | None) -> str:
    """How long, in words: 120 as “2 minutes”, 90 as “1:30 minutes”, 45 as “45 seconds”."""
    whole = max(0, int(seconds or 0))
    minutes, rest = divmod(whole, MINUTE)
    if whole < MINUTE:
        return ngettext("%(count)d second", "%(count)d seconds", whole) % {"count": whole}
    if rest:
        return _("%(time)s minutes") % {"time": clock_face(whole)}
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


@register.filter
def details(may: Mapping[str, Iterable[Any]], kind: str) -> list[Detail]:
    """The choices within one kind of move, as `value` and `label`."""
    return [
        Detail(each, each) if isinstance(each, str) else Detail(str(each.value), str(each.label))
        for each in may.get(kind, ())
    ]


@register.filter
def at(things: Mapping[str, str] | str, place: str) -> str:
    """What is at this place; nothing where nothing is."""
    return things.get(place, "") if isinstance(things, Mapping) else ""


@cache
def _drawing(name: str) -> SafeString:
    text = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
    return mark_safe(text[text.index("<svg") :].strip())  # noqa: S308 (our own files, no input)
