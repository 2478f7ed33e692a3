from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from levelground.accounts.models import Person
from levelground.core.data_map import (
    OURS,
    SEALED,
    SECRET,
    Class,
    Clock,
    Erasing,
    HeldRow,
    Holding,
    shown,
)
from levelground.core.words import gettext_noop as _
from levelground.words.actions.words import erase_expired
from levelground.words.queries import all_of, prove_self

SAYS = _("What it says")


def _what_they_say(person: Person) -> Iterable[HeldRow]:
    return [
        {
            SAYS: words.text,
            _("Kind"): words.kind,
            _("Where"): words.place,
            _("Seen by"): words.seen,
            _("Written"): words.written_at,
            _("Goes on"): words.expires_at,
        }
        for words in all_of(prove_self(person))
    ]


HOLDINGS = (
    Holding(
        model="words.Words",
        about=_("What you wrote"),
        why=_("So that those it is for can read it, and nobody else"),
        readers=_("Whoever the field named: only you, also one other, or your group"),
        until=_("The date that stands beside each; what you parked: until you clear it"),
        whose="writer",
        erasing=Erasing.SHREDDED,
        opened=_what_they_say,
        clock=Clock(since="expires_at", after=timedelta(0), forget=erase_expired),
        fields={
            "id": OURS,
            "key": SECRET,
            "seen": shown(Class.MEETING, _("Seen by")),
            "kind": shown(Class.MEETING, _("Kind")),
            "place": shown(Class.MEETING, _("Where")),
            "body": SEALED,
            "written_at": shown(Class.MEETING, _("Written")),
            "expires_at": shown(Class.MEETING, _("Goes on")),
        },
    ),
    Holding(
        model="words.DataKey",
        about=_("The key to what you wrote for yourself"),
        why=_("So that whoever steals the database reads nothing"),
        readers=_("The program, with the key file beside the database"),
        until=_("As long as what it opens"),
        whose="person",
        erasing=Erasing.SHREDDED,
        fields={
            "version": OURS,
            "made_at": shown(Class.MEETING, _("Made")),
        },
    ),
)
