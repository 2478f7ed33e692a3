from __future__ import annotations

from levelground.core.data_map import OURS, Clock, Erasing, Holding
from levelground.core.words import gettext_noop as _
from levelground.runtime.failures import KEPT, forget_failures

HOLDINGS = (
    Holding(
        model="runtime.FailingWork",
        about=_("Background work that fails"),
        why=_("So that whoever runs this place is told"),
        readers=_("Those who run this place; nothing in it is about anybody"),
        until=_("A day after it last failed"),
        erasing=Erasing.STAYS,
        clock=Clock(since="last_at", after=KEPT, forget=forget_failures),
        fields={
            "name": OURS,
            "where": OURS,
            "since": OURS,
            "last_at": OURS,
            "times": OURS,
        },
    ),
)
