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
from levelground.groups.questions import forget_questions

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
            "ended_at": OF_THE_GROUP,
            "merged_into": OF_THE_GROUP,
            "slot_minute": OF_THE_GROUP,
            "slot_zone": OF_THE_GROUP,
            "slot_from": OF_THE_GROUP,
            "slot_until": OF_THE_GROUP,
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
    Holding(
        model="groups.Question",
        about=_("Questions that you asked your group"),
        why=_("So that what concerns everybody happens only if everybody says yes"),
        readers=_("The members of the group"),
        until=_("Until it is answered, two weeks at most"),
        whose="by__person",
        erasing=Erasing.DELETED,
        clock=Clock(since="expires_at", after=timedelta(0), forget=forget_questions),
        fields={
            "id": OURS,
            "group": told(Class.MEETING, _("Group")),
            "other": LINK,
            "kind": told(Class.MEETING, _("Kind")),
            "by": LINK,
            "email": told(Class.ACCOUNT, _("Address you gave")),
            "asked_at": told(Class.MEETING, _("Asked")),
            "expires_at": told(Class.MEETING, _("Open until")),
            "dropped_at": told(Class.MEETING, _("Dropped")),
        },
    ),
    Holding(
        model="groups.Yes",
        about=_("What you said yes to and others have not yet"),
        why=_("So that it happens once all have said yes"),
        readers=_("Nobody; the group sees how many said yes"),
        until=_("As long as the question"),
        whose="member__person",
        erasing=Erasing.DELETED,
        fields={
            "id": OURS,
            "question": told(Class.MEETING, _("Question")),
            "member": LINK,
            "at": told(Class.MEETING, _("When")),
        },
    ),
    Holding(
        model="groups.MergeCode",
        about=_("Codes by which another group can find yours"),
        why=_("So that two small groups can become one"),
        readers=_("Whoever had it made, once"),
        until=_("A week"),
        whose="by__person",
        erasing=Erasing.DELETED,
        clock=Clock(since="expires_at", after=timedelta(0), forget=forget_questions),
        fields={
            "id": OURS,
            "group": told(Class.MEETING, _("Group")),
            "by": LINK,
            "mark": SECRET,
            "expires_at": told(Class.MEETING, _("Good until")),
        },
    ),
)
