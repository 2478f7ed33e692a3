from __future__ import annotations

import json
from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from levelground.mine.pages.wording import in_words
from levelground.mine.queries.holdings import Section

register = template.Library()


@register.filter
def sentence(text: str) -> str:
    """A sentence of a data map, in the reader's language."""
    return _(text)


@register.filter
def as_text(value: object) -> str:
    """A value as people read it."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j F Y, H:i")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


@register.simple_tag
def labels(section: Section) -> list[str]:
    """The columns, in the order in which they first come."""
    return list(dict.fromkeys(label for row in section.rows for label in row))


@register.simple_tag
def cells(section: Section, columns: list[str]) -> list[list[tuple[str, object]]]:
    """By row: each column with its value in words."""
    return [
        [(label, in_words(section.key, label, row)) for label in columns] for row in section.rows
    ]
