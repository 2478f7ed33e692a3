"""Makes addresses canonical that were stored before they had to be. Used by migrations and a command.

It can be run again. What it cannot settle alone it leaves as it is and says so, by number: nothing is
ever merged or deleted here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.encoding import punycode

from levelground.core.addresses import canonical_or_none, is_canonical

log = logging.getLogger(__name__)
AT_ONCE = 1000

Readdress = Callable[[Any, str], None]


def make_canonical(model: type[models.Model], *, readdress: Readdress | None = None) -> int:
    """Every address of one table. Returns how many it had to leave; each is named in the log.

    `readdress(row, new)` saves a row of which more hangs on the address than its column.
    """
    left = 0
    for column in (field.name for field in model._meta.fields if _is_address(field)):
        stored = model._base_manager.exclude(**{column: ""})  # noqa: SLF001  whatever it hides
        # All are read before one is saved: on SQLite a commit ends what is being read.
        others = [row for row in stored.iterator(AT_ONCE) if not is_canonical(getattr(row, column))]
        for row in others:
            new = _mailbox_of(getattr(row, column))
            why = _save(row, column, new, readdress) if new else "it cannot be made canonical"
            if why:
                left += 1
                log.warning("%s %s keeps its address: %s.", model._meta.label, row.pk, why)
    return left


def _is_address(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, models.EmailField)


def _mailbox_of(stored: str) -> str | None:
    """The mailbox that letters to a stored address reached, and that has therefore been proved.

    Domains were turned into ASCII by Django, in the way of IDNA 2003 (ß became ss). Letters beyond
    ASCII before the @ reached nobody: whose they are cannot be known.
    """
    local, _at, domain = stored.rpartition("@")
    if not local.isascii():
        return None
    try:
        return canonical_or_none(f"{local}@{punycode(domain)}")
    except UnicodeError:
        return None


def _save(row: models.Model, column: str, new: str, readdress: Readdress | None) -> str:
    """Why not; "" if it is done."""
    try:
        with transaction.atomic():
            if readdress is not None:
                readdress(row, new)
            else:
                setattr(row, column, new)
                row.save(update_fields=[column])
    except IntegrityError:
        return "another row has the same mailbox"
    return ""
