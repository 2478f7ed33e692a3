from __future__ import annotations

from datetime import timedelta

from levelground.core.data_map import (
    LINK,
    OF_THE_GROUP,
    SECRET,
    Class,
    Clock,
    Erasing,
    Holding,
    shown,
)
from levelground.core.words import gettext_noop as _
from levelground.groups.actions.decisions import forget_questions
from levelground.groups.actions.groups import forget_invitations

HOLDINGS = (
    Holding(
        model="groups.Group",
        about=_("Groups"),
        why=_("So that its members find one another and their sessions"),
        readers=_("The members of the group"),
        until=_("As long as the group has members"),
        erasing=Erasing.STAYS,
        fields={
            "name": OF_THE_GROUP,
            "quorum": OF_THE_GROUP,
            "minutes": OF_THE_GROUP,
            "review_after": OF_THE_GROUP,
            "call_link": OF_THE_GROUP,
            "calendar_title": OF_THE_GROUP,
            "link_in_calendars": OF_THE_GROUP,
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
            "group": shown(Class.MEETING, _("Group")),
            "joined_at": shown(Class.MEETING, _("Joined")),
            "left_at": shown(Class.MEETING, _("Left")),
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
            "group": shown(Class.MEETING, _("Group")),
            "email": shown(Class.ACCOUNT, _("Address you gave")),
            "mark": SECRET,
            "made_at": shown(Class.MEETING, _("Sent")),
            "expires_at": shown(Class.MEETING, _("Good until")),
            "accepted_at": shown(Class.MEETING, _("Accepted")),
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
            "group": shown(Class.MEETING, _("Group")),
            "kind": shown(Class.MEETING, _("Kind")),
            "email": shown(Class.ACCOUNT, _("Address you gave")),
            "asked_at": shown(Class.MEETING, _("Asked")),
            "expires_at": shown(Class.MEETING, _("Open until")),
            "dropped_at": shown(Class.MEETING, _("Dropped")),
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
            "question": shown(Class.MEETING, _("Question")),
            "at": shown(Class.MEETING, _("When")),
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
            "group": shown(Class.MEETING, _("Group")),
            "mark": SECRET,
            "expires_at": shown(Class.MEETING, _("Good until")),
        },
    ),
)
