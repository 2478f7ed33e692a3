"""What is kept in the program's words, in words for people. The file for programs has it as it is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from levelground.commitments.queries import ALONE, read_note
from levelground.core.audit import NAMES
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
ANSWERS = {
    "Asked": noop("Asked"),
    "Gone": noop("Left"),
    "Invited": noop("Asked"),
    "No": noop("No"),
    "Wrong": noop("Something is wrong"),
    "Yes": noop("Yes"),
}
ASKED_OF_A_GROUP = {
    "End": noop("End the group"),
    "Join": noop("Ask someone to join"),
    "Merge": noop("Become one with another group"),
}
MOVED = {
    "Left": noop("Left"),
    "Locked": noop("Kept where they are"),
    "Moved": noop("Moved"),
    "Proposed": noop("Proposed"),
    "Swapped": noop("Changed places"),
    "Unlocked": noop("May be moved again"),
}
LETTERS = {
    "address-changed": noop("Your address was changed"),
    "asked": noop("An invitation to a programme"),
    "coordinate": noop("A question whether you would coordinate"),
    "date-cancelled": noop("A date was cancelled"),
    "date-moved": noop("A date was moved"),
    "dates": noop("The dates of a group"),
    "finding": noop("A time is looked for"),
    "group-stands": noop("A group was formed"),
    "new-device": noop("A sign-in on a new device"),
    "passkey-added": noop("A passkey was added"),
    "passkeys-reset": noop("Passkeys were removed"),
    "provider-connected": noop("Single sign-on was connected"),
    "question": noop("A question to a group"),
    "recovery-code-used": noop("A recovery code was used"),
    "reminder": noop("A reminder"),
    "seat": noop("A place in a group"),
    "seat-reminder": noop("A reminder of a place in a group"),
    "recovery-notice": noop("Another coordinator used a recovery code"),
    "reset-notice": noop("Another coordinator’s passkeys were removed"),
    "you-coordinate": noop("You coordinate now"),
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
    return put(value, row) if put and isinstance(value, str | list) else value


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


def _sessions(value: Any, _row: HeldRow) -> object:
    """The sessions on a certificate: their days and how long they were. What is no such list stays."""
    if not all(isinstance(one, dict) for one in value):
        return value
    return ", ".join(
        _("%(day)s: %(minutes)d minutes")
        % {"day": date_format(date.fromisoformat(one["day"]), "j F Y"), "minutes": one["minutes"]}
        for one in value
    )


def _agreement(value: str, _row: HeldRow) -> str:
    """“agreement 2 of group 7”, which is what logs call it."""
    number = value.split()[1]
    return _("Version %(number)s") % {"number": number}


_PUT: Mapping[tuple[str, str], Callable[[Any, HeldRow], object]] = {
    ("agreements.Acceptance", "Agreement"): _agreement,
    ("audit.Entry", "What"): _one_of({name: name for name in NAMES.values()}),
    ("formation.Change", "Kind"): _one_of(MOVED),
    ("formation.Seat", "Your answer"): _one_of(ANSWERS),
    ("groups.Question", "Kind"): _one_of(ASKED_OF_A_GROUP),
    ("letters.Letter", "Kind"): _one_of(LETTERS),
    ("programmes.Invitee", "Your answer"): _one_of(ANSWERS),
    ("reports.Certificate", "Sessions on it"): _sessions,
    ("words.Words", "Kind"): _one_of(WRITTEN),
    ("words.Words", "Seen by"): _one_of(SEEN),
    ("words.Words", "What it says"): _says,
    ("words.Words", "Where"): _place,
    ("group_sessions.SessionEvent", "What happened"): _one_of(HAPPENED),
}
