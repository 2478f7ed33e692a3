from __future__ import annotations

from levelground.core.data_map import (
    OURS,
    SEALED,
    Class,
    Clock,
    Erasing,
    Holding,
    shown,
)
from levelground.core.words import gettext_noop as _
from levelground.letters.actions.letters import KEPT, forget_letters

HOLDINGS = (
    Holding(
        model="letters.Letter",
        about=_("Letters to you"),
        why=_("So that a letter arrives, and that you were told can be shown"),
        readers=_("Nobody can read a letter here; those who run this place see that one was sent"),
        until=_(
            "What it says: until it’s sent. That it was sent: two years. A sign-in code: ten minutes at most"
        ),
        whose="person",
        erasing=Erasing.DELETED,
        clock=Clock(since="made_at", after=KEPT, forget=forget_letters),
        fields={
            "kind": shown(Class.ACCOUNT, _("Kind")),
            "body": SEALED,
            "made_at": shown(Class.ACCOUNT, _("Written")),
            "due_at": OURS,
            "expires_at": OURS,
            "tries": OURS,
            "sent_at": shown(Class.ACCOUNT, _("Sent")),
            "given_up_at": shown(Class.ACCOUNT, _("Given up")),
        },
    ),
)
