from __future__ import annotations

from levelground.core.data_map import (
    OF_THE_GROUP,
    OURS,
    Class,
    Clock,
    Erasing,
    Holding,
    shown,
    unshown,
)
from levelground.core.words import gettext_noop as _
from levelground.reports.actions.certificates import forget_unconfirmed
from levelground.sessions.actions.sessions import REMEMBERED

HOLDINGS = (
    Holding(
        model="reports.Summary",
        about=_("What sessions add to figures"),
        why=_("So that figures of many groups can be made without looking into any"),
        readers=_("Nobody; figures of at least five people in two groups are made from it"),
        until=_("24 months after the session"),
        erasing=Erasing.STAYS,
        fields={
            "closed_at": OF_THE_GROUP,
            "people": OF_THE_GROUP,
            "minutes": OF_THE_GROUP,
            "is_review": OF_THE_GROUP,
        },
    ),
    Holding(
        model="reports.Attendance",
        about=_("Your hours"),
        why=_("So that you can show a register how long you were in a peer group"),
        readers=_("You"),
        until=_("Confirmed: until you take it out. Not confirmed: 24 months"),
        whose="person",
        erasing=Erasing.DELETED,
        clock=Clock(
            since="ended_at",
            after=REMEMBERED,
            forget=forget_unconfirmed,
            only={"confirmed_at": None},
        ),
        fields={
            "ended_at": shown(Class.MEETING, _("Session ended")),
            "counted": shown(Class.MEETING, _("Minutes by the session’s clock")),
            "minutes": shown(Class.MEETING, _("Minutes as you say")),
            "people": shown(Class.MEETING, _("People who were there")),
            "has_equity": shown(Class.MEETING, _("On cultural safety or equity")),
            "confirmed_at": shown(Class.MEETING, _("Confirmed")),
        },
    ),
    Holding(
        model="reports.Certificate",
        about=_("Certificates that you made"),
        why=_("So that whoever you hand one to can check it"),
        readers=_("You. Whoever has the code: your name as printed, hours and time"),
        until=_("As long as you have an account; once revoked, nobody can check it"),
        whose="person",
        erasing=Erasing.DELETED,
        fields={
            "code": shown(Class.MEETING, _("Code on it")),
            "name": shown(Class.ACCOUNT, _("Name as printed")),
            "first_day": shown(Class.MEETING, _("From")),
            "last_day": shown(Class.MEETING, _("To")),
            "lines": shown(Class.MEETING, _("Sessions on it")),
            "minutes": shown(Class.MEETING, _("Minutes")),
            "made_at": shown(Class.MEETING, _("Made")),
            "revoked_at": shown(Class.MEETING, _("Revoked")),
        },
    ),
    Holding(
        model="reports.Frozen",
        about=_("Figures of programmes"),
        why=_("So that whoever pays for the room can see that it is worth it"),
        readers=_("The coordinator of the programme; at least five people in two groups each"),
        until=_("As long as the programme"),
        erasing=Erasing.STAYS,
        fields={
            "year": OURS,
            "quarter": OURS,
            "figures": unshown(Class.MEETING, "rounded, of many, and of nobody"),
            "made_at": OURS,
        },
    ),
)
