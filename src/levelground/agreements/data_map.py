from __future__ import annotations

from levelground.core.data_map import OF_THE_GROUP, OURS, Class, Erasing, Holding, shown
from levelground.core.words import gettext_noop as _

WITH_THE_GROUP = _("As long as the group has members")
MEMBERS = _("The members of the group")

HOLDINGS = (
    Holding(
        model="agreements.Progress",
        about=_("How often a group’s agreement has changed"),
        why=_("So that open pages notice that something moved on"),
        readers=_("The program"),
        until=WITH_THE_GROUP,
        erasing=Erasing.STAYS,
        fields={"version": OURS},
    ),
    Holding(
        model="agreements.Naming",
        about=_("When a group named what could go wrong"),
        why=_("So that worries are shown together and without names"),
        readers=MEMBERS,
        until=WITH_THE_GROUP,
        erasing=Erasing.STAYS,
        fields={
            "begun_at": OF_THE_GROUP,
            "shown_at": OF_THE_GROUP,
        },
    ),
    Holding(
        model="agreements.Enough",
        about=_("That you said “that is all from me”"),
        why=_("So that worries are shown when everybody is ready"),
        readers=_("Nobody by name; the group sees how many"),
        until=WITH_THE_GROUP,
        whose="member__person",
        erasing=Erasing.UNNAMED,
        fields={
            "without_others": shown(Class.MEETING, _("Would go on without the others")),
        },
    ),
    Holding(
        model="agreements.Lead",
        about=_("Which part of an agreement answers which worry"),
        why=_("So that the agreement answers what worries the group"),
        readers=MEMBERS,
        until=WITH_THE_GROUP,
        erasing=Erasing.STAYS,
        fields={
            "worry": OF_THE_GROUP,
            "clause": OF_THE_GROUP,
        },
    ),
    Holding(
        model="agreements.Agreement",
        about=_("Versions of a group’s agreement"),
        why=_("So that all know what holds, and since when"),
        readers=MEMBERS,
        until=WITH_THE_GROUP,
        erasing=Erasing.STAYS,
        fields={
            "version": OF_THE_GROUP,
            "why": OF_THE_GROUP,
            "begun_at": OF_THE_GROUP,
            "put_at": OF_THE_GROUP,
            "in_force_at": OF_THE_GROUP,
            "ended_at": OF_THE_GROUP,
            "looked_at": OF_THE_GROUP,
        },
    ),
    Holding(
        model="agreements.Text",
        about=_("Which text stands in which part of an agreement"),
        why=_("So that nothing is lost when two write at once"),
        readers=MEMBERS,
        until=WITH_THE_GROUP,
        erasing=Erasing.STAYS,
        fields={
            "id": OURS,
            "clause": OF_THE_GROUP,
            "number": OF_THE_GROUP,
            "replaced_at": OF_THE_GROUP,
        },
    ),
    Holding(
        model="agreements.Acceptance",
        about=_("Agreements you said yes to"),
        why=_("So that an agreement holds for those who said yes to it"),
        readers=MEMBERS,
        until=WITH_THE_GROUP,
        whose="member__person",
        erasing=Erasing.UNNAMED,
        fields={
            "agreement": shown(Class.MEETING, _("Agreement")),
            "at": shown(Class.MEETING, _("Said yes")),
        },
    ),
)
