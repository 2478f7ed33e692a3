from __future__ import annotations

from datetime import timedelta

from levelground.core.data_map import (
    OURS,
    Class,
    Clock,
    Erasing,
    Holding,
    shown,
    unshown,
)
from levelground.core.words import gettext_noop as _
from levelground.programmes.actions.invitations import DRAFT_KEPT, forget
from levelground.programmes.queries.programmes import profile_in_words

COORDINATOR = _("Those who coordinate the programme")
NOT_SHOWN = unshown(Class.PRIVATE, "sealed; the download has what it says")
OF_THE_PROGRAMME = unshown(Class.OPEN, "the programme's, not a person's")

HOLDINGS = (
    Holding(
        model="programmes.Organisation",
        about=_("Organisations that somebody named"),
        why=_("So that groups come from one organisation, or from several"),
        readers=_("Whoever is asked to a programme sees the organisations that take part in it"),
        until=_("Without an end: it says nothing of anybody"),
        erasing=Erasing.STAYS,
        fields={"name": OF_THE_PROGRAMME},
    ),
    Holding(
        model="programmes.Affiliation",
        about=_("Where you work or volunteer"),
        why=_("So that groups come from one organisation, or from several"),
        readers=_("You. It is used to form groups"),
        until=_("Until no programme needs it, or you say something else"),
        whose="person",
        erasing=Erasing.DELETED,
        fields={
            "organisation": shown(Class.PRIVATE, _("Organisation")),
            "is_paid": shown(Class.PRIVATE, _("Paid")),
        },
    ),
    Holding(
        model="programmes.Profile",
        about=_("What you said of yourself, and told in confidence"),
        why=_("So that groups are mixed, and nobody in them has power over another"),
        readers=_("You. It is used to form groups, and shown to nobody"),
        until=_("Until no programme needs it: you opt out, or it ended a month ago"),
        whose="person",
        erasing=Erasing.SHREDDED,
        opened=profile_in_words,
        fields={
            "body": NOT_SHOWN,
            "changed_at": shown(Class.ACCOUNT, _("Changed")),
        },
    ),
    Holding(
        model="programmes.Programme",
        about=_("Programmes that you answer for"),
        why=_("So that people can be asked, and groups formed"),
        readers=_("You; those who are asked see its name, dates, organisations and who asks"),
        until=_("Without an end for now"),
        whose="by",
        erasing=Erasing.STAYS,
        fields={
            "name": shown(Class.ACCOUNT, _("Name")),
            "kind": OF_THE_PROGRAMME,
            "organisations": OF_THE_PROGRAMME,
            "starts_on": shown(Class.OPEN, _("First week")),
            "ends_on": shown(Class.OPEN, _("Last week")),
            "time_zone": OF_THE_PROGRAMME,
            "minutes": OF_THE_PROGRAMME,
            "every": OF_THE_PROGRAMME,
            "asks": shown(Class.ACCOUNT, _("What you say to those you ask")),
            "agency": shown(Class.ACCOUNT, _("Who asks")),
            "agency_address": shown(Class.ACCOUNT, _("Its address")),
            "law": OF_THE_PROGRAMME,
            "is_health_setting": OF_THE_PROGRAMME,
            "rules": OF_THE_PROGRAMME,
            "made_at": shown(Class.ACCOUNT, _("Opened")),
        },
    ),
    Holding(
        model="programmes.Coordinator",
        about=_("Programmes that you look after with others, or are asked to"),
        why=_("So that a programme has more than one coordinator, and can be handed over"),
        readers=_("All who coordinate it see your name and address"),
        until=_("Until you leave it to the others, say no, or the programme is erased"),
        whose="person",
        erasing=Erasing.DELETED,
        fields={
            "programme": shown(Class.ACCOUNT, _("Programme")),
            "asked_at": shown(Class.ACCOUNT, _("Asked")),
            "since": shown(Class.ACCOUNT, _("Since")),
        },
    ),
    Holding(
        model="programmes.Programme_organisations",
        about=_("Which organisations take part in a programme"),
        why=_("So that groups come from one organisation, or from several"),
        readers=_("Whoever is asked to it"),
        until=_("As long as the programme"),
        erasing=Erasing.STAYS,
        fields={},
    ),
    Holding(
        model="programmes.Import",
        about=_("Lists of people to ask"),
        why=_("So that a list can be looked at before anybody is asked, and taken back"),
        readers=COORDINATOR,
        until=_("A day where it is not taken. Once taken it is empty, and goes after a month"),
        erasing=Erasing.SHREDDED,  # with the programme
        clock=Clock(since="read_at", after=DRAFT_KEPT, forget=forget, only={"taken_at": None}),
        fields={
            "people": OURS,
            "body": unshown(Class.PRIVATE, "sealed; each of those who are asked is told their own"),
            "read_at": OURS,
            "taken_at": OURS,
            "letters_at": OURS,
        },
    ),
    Holding(
        model="programmes.Invitee",
        about=_("Programmes to which you were asked"),
        why=_("So that you are asked once, and can answer"),
        readers=_("The coordinator sees your name and whether you said yes; nobody sees the rest"),
        until=_(
            "30 days without an answer. After a no your address alone, until a month after the end"
        ),
        whose="person",
        erasing=Erasing.DELETED,
        clock=Clock(
            since="expires_at", after=timedelta(0), forget=forget, only={"state": "invited"}
        ),
        fields={
            "programme": shown(Class.MEETING, _("Programme")),
            "email": shown(Class.ACCOUNT, _("Address that was asked")),
            "name": shown(Class.ACCOUNT, _("Name on the list")),
            "state": shown(Class.MEETING, _("Your answer")),
            "known": unshown(
                Class.PRIVATE, "sealed, shown to whoever is asked, gone once they answer"
            ),
            "asked_at": shown(Class.MEETING, _("Asked")),
            "expires_at": shown(Class.MEETING, _("Deleted without an answer")),
            "answered_at": shown(Class.MEETING, _("Answered")),
            "reminded_at": shown(Class.MEETING, _("Reminded")),
        },
    ),
)
