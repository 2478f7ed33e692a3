from __future__ import annotations

from datetime import timedelta

from levelground.core.data_map import (
    LINK,
    OF_THE_GROUP,
    OURS,
    SECRET,
    Class,
    Clock,
    Erasing,
    Holding,
    told,
)
from levelground.core.words import gettext_noop as _
from levelground.groups.actions import forget_invitations

HOLDINGS = (
    Holding(
        model="groups.Group",
        about=_("Groups"),
        why=_("So that its members find one another and their sessions"),
        readers=_("The members of the group"),
        until=_("As long as the group has members"),
        erasing=Erasing.STAYS,
        fields={
            "id": OURS,
            "name": OF_THE_GROUP,
            "quorum": OF_THE_GROUP,
            "minutes": OF_THE_GROUP,
            "call_link": OF_THE_GROUP,
            "people": LINK,
        },
    ),
    Holding(
        model="groups.Member",
        about=_("Groups you belong to, or have belonged to"),
        why=_("So that your group knows you, and nobody else gets in"),
        readers=_("The members of that group"),
        until=_("As long as you have an account"),
        whose="person",
        erasing=Erasing.UNNAMED,
        fields={
            "id": OURS,
            "group": told(Class.MEETING, _("Group")),
            "person": LINK,
            "joined_at": told(Class.MEETING, _("Joined")),
            "left_at": told(Class.MEETING, _("Left")),
        },
    ),
    Holding(
        model="groups.Invitation",
        about=_("Invitations that you sent"),
        why=_("So that one address, and no other, can join one group once"),
        readers=_("The members of that group; whoever was asked"),
        until=_(
            "Unanswered: a week, or four weeks where groups were formed. Then the address goes"
        ),
        whose="by__person",
        erasing=Erasing.DELETED,
        clock=Clock(
            since="expires_at",
            after=timedelta(0),
            forget=forget_invitations,
            only={"accepted_at": None},
        ),
        fields={
            "id": OURS,
            "group": told(Class.MEETING, _("Group")),
            "email": told(Class.ACCOUNT, _("Address you gave")),
            "by": LINK,
            "mark": SECRET,
            "made_at": told(Class.MEETING, _("Sent")),
            "expires_at": told(Class.MEETING, _("Good until")),
            "accepted_at": told(Class.MEETING, _("Accepted")),
        },
    ),
)
