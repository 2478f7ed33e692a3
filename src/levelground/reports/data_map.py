from __future__ import annotations

from levelground.core.data_map import (
    LINK,
    OF_THE_GROUP,
    OURS,
    Class,
    Clock,
    Erasing,
    Holding,
    told,
)
from levelground.core.words import gettext_noop as _
from levelground.reports.actions import forget_unconfirmed
from levelground.sessions.actions import REMEMBERED

HOLDINGS = (
    Holding(
        model="reports.Summary",
        about=_("What sessions add to figures"),
        why=_("So that figures of many groups can be made without looking into any"),
        readers=_("Nobody; figures of at least five people in two groups are made from it"),
        until=_("24 months after the session"),
        erasing=Erasing.STAYS,
        fields={
            "id": OURS,
            "session": LINK,
            "group": LINK,
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
            "id": OURS,
            "person": LINK,
            "session": LINK,
            "ended_at": told(Class.MEETING, _("Session ended")),
            "counted": told(Class.MEETING, _("Minutes by the session’s clock")),
            "minutes": told(Class.MEETING, _("Minutes as you say")),
            "people": told(Class.MEETING, _("People who were there")),
            "has_equity": told(Class.MEETING, _("On cultural safety or equity")),
            "confirmed_at": told(Class.MEETING, _("Confirmed")),
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
            "id": OURS,
            "person": LINK,
            "code": told(Class.MEETING, _("Code on it")),
            "name": told(Class.ACCOUNT, _("Name as printed")),
            "first_day": told(Class.MEETING, _("From")),
            "last_day": told(Class.MEETING, _("To")),
            "lines": told(Class.MEETING, _("Sessions on it")),
            "minutes": told(Class.MEETING, _("Minutes")),
            "made_at": told(Class.MEETING, _("Made")),
            "revoked_at": told(Class.MEETING, _("Revoked")),
        },
    ),
)
