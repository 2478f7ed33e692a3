from __future__ import annotations

from levelground.core.data_map import OURS, Erasing, Holding
from levelground.core.words import gettext_noop as _

HOLDINGS = (
    Holding(
        model="mine.VacuumedTable",
        about=_("When the database was last cleared of what had been erased"),
        why=_("So that what is erased is gone from the disk too"),
        readers=_("Those who run this place; nothing in it is about anybody"),
        until=_("As long as the database is there"),
        erasing=Erasing.STAYS,
        fields={"table": OURS, "changes": OURS, "at": OURS},
    ),
)
