from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser

from levelground.audit.actions import KEPT, drop_old_chains
from levelground.audit.queries import lines_about
from levelground.core.audit import NAMES
from levelground.core.data_map import (
    OURS,
    Class,
    Clock,
    Erasing,
    HeldRow,
    Holding,
    shown,
    unshown,
)
from levelground.core.words import gettext_noop as _

WHEN, WHAT, HOW, ABOUT = _("When"), _("What"), _("How"), _("About")


def _what_concerns_them(person: AbstractBaseUser) -> Iterable[HeldRow]:
    return [
        {WHEN: one.at, WHAT: NAMES[one.kind], HOW: one.act, ABOUT: one.about}
        for one in lines_about(person.pk)
    ]


HOLDINGS = (
    Holding(
        model="audit.Pseudonym",
        about=_("Your name in the security log"),
        why=_("So the log can say what concerns you without naming you"),
        readers=_("You, and the people who run this site"),
        until=_(
            "As long as you have an account. After that, nobody can tell which entries were yours"
        ),
        whose="person",
        erasing=Erasing.DELETED,
        fields={
            "name": shown(Class.ACCOUNT, _("Name in the log")),
        },
    ),
    Holding(
        model="audit.Chain",
        about=_("Months of the security log"),
        why=_("So that nobody can change the log without it showing"),
        readers=_("The people who run this site"),
        until=_("A year after the month"),
        erasing=Erasing.STAYS,
        clock=Clock(since="ends_at", after=KEPT, forget=drop_old_chains),
        fields={
            "month": OURS,
            "ends_at": OURS,
            "begins_with": OURS,
            "last_number": OURS,
            "last_digest": OURS,
            "mailed_at": OURS,
        },
    ),
    Holding(
        model="audit.Entry",
        about=_("The security log"),
        why=_(
            "So misuse can be found: sign-ins, downloads, and what coordinators and operators did"
        ),
        readers=_("You see what concerns you. The people who run this site see all of it"),
        until=_("A year after the month"),
        erasing=Erasing.STAYS,
        opened=_what_concerns_them,
        clock=Clock(since="chain__ends_at", after=KEPT, forget=drop_old_chains),
        fields={
            "number": OURS,
            "digest": OURS,
            "at": shown(Class.MEETING, WHEN),
            "kind": shown(Class.MEETING, WHAT),
            "act": shown(Class.MEETING, HOW),
            "actor": unshown(Class.MEETING, "a pseudonym; the page says who it was"),
            "subject": unshown(Class.MEETING, "a pseudonym; the page says whom it concerns"),
            "about": shown(Class.MEETING, ABOUT),
        },
    ),
)
