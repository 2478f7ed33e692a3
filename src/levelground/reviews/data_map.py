from __future__ import annotations

from levelground.core.data_map import (
    OF_THE_GROUP,
    Class,
    Clock,
    Erasing,
    Holding,
    shown,
    unshown,
)
from levelground.core.words import gettext_noop as _
from levelground.reviews.actions import forget_dismissals
from levelground.reviews.queries import REST

HOLDINGS = (
    Holding(
        model="reviews.Tally",
        about=_("What sessions add to a group's own picture"),
        why=_("So that a group can see whether it is worth its time"),
        readers=_("The members of the group"),
        until=_("24 months, with the session"),
        erasing=Erasing.UNNAMED,
        fields={
            "closed_at": OF_THE_GROUP,
            "is_review": OF_THE_GROUP,
            "facts": unshown(Class.MEETING, "counts; numbers of members, to see how things spread"),
        },
    ),
    Holding(
        model="reviews.Dismissal",
        about=_("Suggestions you did not want"),
        why=_("So that they stay away for a while"),
        readers=_("You"),
        until=_("About four months"),
        whose="member__person",
        erasing=Erasing.DELETED,
        clock=Clock(since="at", after=REST, forget=forget_dismissals),
        fields={
            "kind": shown(Class.MEETING, _("Suggestion")),
            "at": shown(Class.MEETING, _("Dismissed")),
        },
    ),
)
