from __future__ import annotations

from levelground.commitments.actions import REMEMBERED, forget_commitments
from levelground.core.data_map import (
    LINK,
    OURS,
    Class,
    Clock,
    Erasing,
    Holding,
    told,
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
            "id": OURS,
            "group": LINK,
            "member": LINK,
            "what": OURS,
            "why": OURS,
            "shared": told(Class.MEETING, _("Shared with the group")),
            "made_at": told(Class.MEETING, _("Said")),
            "due_on": told(Class.MEETING, _("By when")),
            "state": told(Class.MEETING, _("How it went")),
            "settled_at": told(Class.MEETING, _("When you said how it went")),
            "reminded_at": told(Class.MEETING, _("When we reminded you")),
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
        fields={"id": OURS, "person": LINK, "since": told(Class.ACCOUNT, _("Since"))},
    ),
    Holding(
        model="commitments.StillWanted",
        about=_("When you last wanted to keep what is for you alone"),
        why=_("So that we ask once a year, and not more often"),
        readers=_("You"),
        until=_("As long as you have an account"),
        whose="person",
        erasing=Erasing.DELETED,
        fields={"id": OURS, "person": LINK, "said_at": told(Class.ACCOUNT, _("Said"))},
    ),
)
