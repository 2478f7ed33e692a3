from __future__ import annotations

from levelground.core.data_map import (
    LINK,
    OURS,
    Class,
    Erasing,
    Holding,
    shown,
    unshown,
)
from levelground.core.words import gettext_noop as _

COORDINATOR = _("The coordinators of the programme, or who began the round")
PUBLISHED = _("Until the last group stands, or the round is finished, eight weeks at most")
BY_NUMBER = unshown(Class.MEETING, "numbers of people in a list that is sealed")
IN_CONFIDENCE = unshown(Class.PRIVATE, "sealed; what people said for forming, shown to nobody")

HOLDINGS = (
    Holding(
        model="formation.Round",
        about=_("Rounds of forming groups that you began"),
        why=_("So that groups can be formed by rules"),
        readers=COORDINATOR,
        until=_("Until it is erased"),
        whose="by",
        erasing=Erasing.DELETED,
        fields={
            "name": shown(Class.ACCOUNT, _("Name")),
            "made_at": shown(Class.ACCOUNT, _("Begun")),
            "rules": shown(Class.OPEN, _("Rules")),
            "seed": OURS,
            "seconds": OURS,
        },
    ),
    Holding(
        model="formation.Roster",
        about=_("Lists of people from which groups are formed"),
        why=_("So that the rules can be kept; used for nothing else"),
        readers=_("The search. The coordinator sees names and addresses, not what people said"),
        until=PUBLISHED,
        erasing=Erasing.SHREDDED,  # with the round
        fields={
            "people": OURS,
            "body": IN_CONFIDENCE,
            "read_at": OURS,
            "taken_at": OURS,
        },
    ),
    Holding(
        model="formation.Search",
        about=_("Searches for groups"),
        why=_("So that a search goes on when the server restarts"),
        readers=COORDINATOR,
        until=PUBLISHED,
        erasing=Erasing.STAYS,
        fields={
            "kept": BY_NUMBER,
            "explanations": IN_CONFIDENCE,
            **dict.fromkeys(
                (
                    "id",
                    "round",
                    "roster",
                    "seed",
                    "seconds",
                    "asked_at",
                    "held_by",
                    "lease_until",
                    "tries",
                    "stop_asked_at",
                    "progress",
                    "ended_at",
                    "has_failed",
                ),
                OURS,
            ),
        },
    ),
    Holding(
        model="formation.Change",
        about=_("Changes that you made to a proposal"),
        why=_("So that every change can be undone"),
        readers=COORDINATOR,
        until=PUBLISHED,
        whose="by",
        erasing=Erasing.UNNAMED,
        fields={
            "number": OURS,
            "kind": shown(Class.OPEN, _("Kind")),
            "what": BY_NUMBER,
            "search": OURS,
            "at": shown(Class.OPEN, _("When")),
            "undone_at": shown(Class.OPEN, _("Undone")),
        },
    ),
    Holding(
        model="formation.Publication",
        about=_("Rounds whose people you had asked"),
        why=_("So that people are asked once, and all of them"),
        readers=COORDINATOR,
        until=_("As long as the round"),
        whose="by",
        erasing=Erasing.UNNAMED,
        fields={
            "at": shown(Class.OPEN, _("When")),
            "groups": LINK,
        },
    ),
    Holding(
        model="formation.Publication_groups",
        about=_("Which groups came of which round"),
        why=_("So that figures of a whole programme can be made"),
        readers=COORDINATOR,
        until=_("As long as the round"),
        erasing=Erasing.STAYS,
        fields={},
    ),
    Holding(
        model="formation.ProposedGroup",
        about=_("Groups whose people are being asked"),
        why=_("So that everybody sees only their own group before they say yes"),
        readers=_("Its people: one another’s first names and roles. The coordinator: counts"),
        until=_("Until it stands, or the round is finished, eight weeks at most"),
        erasing=Erasing.STAYS,
        fields={
            "shown": unshown(Class.MEETING, "sealed; first names and roles of its people"),
            **dict.fromkeys(
                (
                    "id",
                    "publication",
                    "number",
                    "name",
                    "minutes",
                    "slot_minute",
                    "slot_zone",
                    "slot_from",
                    "slot_until",
                    "asked_at",
                    "stands_at",
                ),
                OURS,
            ),
        },
    ),
    Holding(
        model="formation.Seat",
        about=_("Groups that wait for your answer"),
        why=_("So that one person, and nobody else, can say yes to a place in a group"),
        readers=_("You. The coordinator sees how many said what, never who"),
        until=_("Until the group stands, or the round is finished"),
        whose="person",
        erasing=Erasing.DELETED,
        fields={
            "number": BY_NUMBER,
            "email": shown(Class.ACCOUNT, _("Address")),
            "state": shown(Class.MEETING, _("Your answer")),
            "asked_at": shown(Class.MEETING, _("Asked")),
            "expires_at": shown(Class.MEETING, _("Kept until")),
            "answered_at": shown(Class.MEETING, _("Answered")),
            "reminded_at": shown(Class.MEETING, _("Reminded")),
        },
    ),
)
