from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from levelground.accounts.models import Person
from levelground.core.data_map import (
    OF_THE_GROUP,
    OURS,
    SECRET,
    UNLINKED,
    Class,
    Clock,
    Erasing,
    HeldRow,
    Holding,
    shown,
    unshown,
)
from levelground.core.words import gettext_noop as _
from levelground.sessions.actions.sessions import REMEMBERED, forget_past
from levelground.sessions.queries.sessions import events_naming

GROUP = _("The members of the group")
TWO_YEARS = _("24 months after the session")


def _your_part(person: Person) -> Iterable[HeldRow]:
    return [
        {_("Session"): starts_at, _("When"): when, _("What happened"): kind}
        for starts_at, when, kind in events_naming(person)
    ]


HOLDINGS = (
    Holding(
        model="group_sessions.Session",
        about=_("Sessions"),
        why=_("So that a group can meet, and knows whose turn it is"),
        readers=GROUP,
        until=TWO_YEARS,
        erasing=Erasing.STAYS,
        clock=Clock(since="closed_at", after=REMEMBERED, forget=forget_past),
        fields={
            "starts_at": OF_THE_GROUP,
            "minutes": OF_THE_GROUP,
            "frame": OF_THE_GROUP,
            "code": OF_THE_GROUP,
            "version": OURS,
            "last_at": OF_THE_GROUP,
            "due_at": OF_THE_GROUP,
            "opened_at": OF_THE_GROUP,
            "closed_at": OF_THE_GROUP,
            "raters_key": SECRET,
        },
    ),
    Holding(
        model="group_sessions.SessionEvent",
        about=_("Your part in sessions"),
        why=_("So that everybody's screen shows the same, and turns are fair"),
        readers=GROUP,
        until=TWO_YEARS,
        erasing=Erasing.UNNAMED,
        opened=_your_part,
        fields={
            "version": OURS,
            "kind": unshown(Class.MEETING, "the download has it, for what names you"),
            "data": unshown(Class.MEETING, "numbers of members; the download has what names you"),
        },
    ),
    Holding(
        model="group_sessions.Receipt",
        about=_("Receipts of what was pressed"),
        why=_("So that a double press has one effect"),
        readers=_("Nobody"),
        until=_("A day after the session"),
        erasing=Erasing.STAYS,
        clock=Clock(since="session__closed_at", after=timedelta(days=1), forget=forget_past),
        fields={
            "mark": UNLINKED,
            "asked": UNLINKED,
            "version": OURS,
            "refusal": OURS,
            "places": OURS,
        },
    ),
    Holding(
        model="group_sessions.Rating",
        about=_("How worth its time sessions were found"),
        why=_("So that the group learns whether it is worth its time"),
        readers=_("Nobody by name; the group sees the middle and the spread from four answers on"),
        until=TWO_YEARS,
        erasing=Erasing.STAYS,
        fields={
            "rater": UNLINKED,
            "worth": UNLINKED,
            "heard": UNLINKED,
            "kept": UNLINKED,
            "usable": UNLINKED,
        },
    ),
    Holding(
        model="group_sessions.PresenterLine",
        about=_("Whether what you presented was answered"),
        why=_("So that the group learns whether its work reaches what is asked"),
        readers=GROUP,
        until=TWO_YEARS,
        erasing=Erasing.UNNAMED,
        whose="member__person",
        fields={
            "answer": shown(Class.MEETING, _("Did it answer your question?")),
        },
    ),
    Holding(
        model="group_sessions.Seen",
        about=_("Pages that were open a moment ago"),
        why=_("So that a lost line is noticed"),
        readers=_("The program"),
        until=_("An hour"),
        whose="person",
        erasing=Erasing.DELETED,
        clock=Clock(since="at", after=timedelta(hours=1), forget=forget_past),
        fields={
            "at": shown(Class.MEETING, _("Seen")),
        },
    ),
)
