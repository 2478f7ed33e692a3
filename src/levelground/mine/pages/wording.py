"""What is kept in the program's words, in words for people. The file for programs has it as it is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from levelground.commitments.queries import ALONE, read_note
from levelground.core.data_map import HeldRow
from levelground.core.process.vocabulary import KINDS
from levelground.core.words import gettext_noop as noop

WRITTEN: Mapping[str, str] = KINDS | {
    "change": noop("To change"),
    "clause": noop("In the agreement"),
    "keep": noop("To keep"),
    "outcome": noop("How it went"),
    "parked": noop("Parked for yourself"),
    "worry": noop("What could go wrong"),
}
SEEN = {
    "group": noop("Your group"),
    "owner": noop("You and whoever it was for"),
    "writer": noop("Only you"),
}
PLACES = {
    "agreement/": noop("An agreement"),
    ALONE: noop("For you alone"),
    "commitment-": noop("What you said you would do"),
    "session-": noop("A session"),
    "worries/": noop("What could go wrong for us"),
}
HAPPENED = {
    "answered": noop("You said yes or no"),
    "arrived": noop("You came in"),
    "asked": noop("You proposed something"),
    "departed": noop("You were gone"),
    "member-ready": noop("You were ready"),
    "offered": noop("You offered to present"),
    "role-taken": noop("You took a part"),
    "turn-ended": noop("Your turn ended"),
    "turn-started": noop("Your turn began"),
    "withdrawn": noop("You took back that you present"),
}


def in_words(model: str, label: str, row: HeldRow) -> object:
    """A value as people read it; as it is kept, where that can be read."""
    value = row.get(label)
    put = _PUT.get((model, label))
    return put(value, row) if put and isinstance(value, str) else value


def _place(value: str, _row: HeldRow) -> str:
    return next((_(name) for under, name in PLACES.items() if value.startswith(under)), value)


def _says(value: str, row: HeldRow) -> str:
    """What is for nobody but its writer has a figure beside its words."""
    if not str(row.get("Where", "")).startswith(ALONE):
        return value
    figure, text = read_note(value)
    rating = "" if figure is None else _("%(figure)d of 10") % {"figure": figure}
    return ". ".join(part for part in (rating, text) if part)


def _one_of(names: Mapping[str, str]) -> Callable[[str, HeldRow], str]:
    return lambda value, _row: _(names[value]) if value in names else value


_PUT: Mapping[tuple[str, str], Callable[[str, HeldRow], str]] = {
    ("words.Words", "Kind"): _one_of(WRITTEN),
    ("words.Words", "Seen by"): _one_of(SEEN),
    ("words.Words", "What it says"): _says,
    ("words.Words", "Where"): _place,
    ("group_sessions.SessionEvent", "What happened"): _one_of(HAPPENED),
}
