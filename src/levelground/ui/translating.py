"""Sentences of the core in the language of whoever reads them."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from levelground.core.words import say


def translated(message: str) -> str:
    """A sentence, or a text that was marked; a place that holds a sentence is translated too."""
    return say(message, gettext=gettext, ngettext=ngettext)
