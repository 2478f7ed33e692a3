"""Commands speak the language of the terminal (`LANG`, as all programs do), where there is a translation."""

from __future__ import annotations

from gettext import translation
from pathlib import Path

from levelground.core.process import Fault
from levelground.core.words import say

LOCALE = Path(__file__).parents[1] / "locale"


def in_own_language(sentence: str) -> str:
    here = translation("django", localedir=LOCALE, fallback=True)
    return say(sentence, gettext=here.gettext, ngettext=here.ngettext)


def fault_in_words(fault: Fault) -> str:
    """On one line: the file and the place in it, what is wrong, what to do."""
    return f"{fault.file}: {fault.where}: {in_own_language(fault.what)} {in_own_language(fault.do)}"
