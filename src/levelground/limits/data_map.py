from __future__ import annotations

from datetime import timedelta

from levelground.core.data_map import OURS, Class, Clock, Erasing, Holding, unshown
from levelground.core.words import gettext_noop as _
from levelground.limits.actions import forget_usage

HOLDINGS = (
    Holding(
        model="limits.Usage",
        about=_("How often something was asked for lately"),
        why=_("So that nobody can guess codes or fill mailboxes"),
        readers=_("Nobody: addresses and networks are kept as fingerprints"),
        until=_("An hour after it no longer matters: at most a few days"),
        erasing=Erasing.STAYS,
        clock=Clock(since="refilled_at", after=timedelta(0), forget=forget_usage),
        fields={
            "key": unshown(Class.KEY, "a fingerprint that cannot be led back to a person"),
            "refilled_at": OURS,
        },
    ),
)
