from __future__ import annotations

from levelground.commitments.actions import REMEMBERED, forget_commitments
from levelground.core.data_map import (
    OURS,
    Class,
    Clock,
    Erasing,
    Holding,
    shown,
)
from levelground.core.words import gettext_noop as _

HOLDINGS = (
    Holding(
        model="commitments.Commitment",
        about=_("What you said you would do"),
        why=_("So that the next session can open with it, and you can be reminded"),
        readers=_("The members of the group; you alone, where the process said so"),
        until=_("24 months; the words for it 12 months"),
        whose="member__person",
        erasing=Erasing.DELETED,
        clock=Clock(since="made_at", after=REMEMBERED, forget=forget_commitments),
        fields={
            "what": OURS,
            "why": OURS,
            "shared": shown(Class.MEETING, _("Shared with the group")),
            "made_at": shown(Class.MEETING, _("Said")),
            "due_on": shown(Class.MEETING, _("By when")),
            "state": shown(Class.MEETING, _("How it went")),
            "settled_at": shown(Class.MEETING, _("When you said how it went")),
            "reminded_at": shown(Class.MEETING, _("When we reminded you")),
        },
    ),
    Holding(
        model="commitments.NoReminders",
        about=_("That you want no reminders"),
        why=_("So that you get none"),
        readers=_("You"),
        until=_("Until you want them again"),
        whose="person",
        erasing=Erasing.DELETED,
        fields={"since": shown(Class.ACCOUNT, _("Since"))},
    ),
    Holding(
        model="commitments.StillWanted",
        about=_("When you last wanted to keep what is for you alone"),
        why=_("So that we ask once a year, and not more often"),
        readers=_("You"),
        until=_("As long as you have an account"),
        whose="person",
        erasing=Erasing.DELETED,
        fields={"said_at": shown(Class.ACCOUNT, _("Said"))},
    ),
)
