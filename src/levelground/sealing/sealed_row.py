"""A row with a data key of its own: sealing what it keeps, opening it, and wrapping its key anew.

A model whose rows are sealed has `wrapped` (its data key, encrypted; empty once there is none),
`wrapped_with` (the name of the key that did it) and `key_binding()`, which says where the row
belongs: moved to another place it does not open. Only the app's store calls what is here.
"""

from __future__ import annotations

from typing import Any, Protocol

from django.db import transaction
from django.db.models import QuerySet

from levelground.sealing import envelope
from levelground.sealing.rows import sealed_models


class SealedRow(Protocol):
    """What a sealed row has. The binding is kept nowhere: it must never come out otherwise."""

    wrapped: bytes | memoryview
    wrapped_with: str

    def key_binding(self) -> bytes: ...


def give_key(row: SealedRow) -> None:
    """A new data key; what the one before has sealed is gone. The row is not saved."""
    row.wrapped_with, row.wrapped = envelope.new_key(row.key_binding())


def seal(row: SealedRow, plain: bytes, binding: bytes | None = None) -> bytes:
    """Sealed under the row's key; bound to the row itself, or to what is named. Raises Unopenable."""
    return envelope.seal(_key(row), plain, row.key_binding() if binding is None else binding)


def open_sealed(row: SealedRow, sealed: bytes | memoryview, binding: bytes | None = None) -> bytes:
    """What `seal` has sealed. Raises Unopenable."""
    return envelope.open_sealed(
        _key(row), sealed, row.key_binding() if binding is None else binding
    )


def is_lost(row: SealedRow) -> bool:
    """Whether the operator has given up the key that wraps this row's."""
    return row.wrapped_with in envelope.lost_keys()


@transaction.atomic
def rewrap() -> int:
    """Wrap the key of every sealed row of every app with the newest key-encryption key.

    Returns how many changed. Raises Unopenable, and changes nothing, where one does not open.
    """
    changed = 0
    for model in sealed_models():
        rows: QuerySet[Any] = QuerySet(model).select_for_update().exclude(wrapped=b"")
        for row in rows:
            anew = envelope.rewrap(row.wrapped_with, row.wrapped, row.key_binding())
            if anew is not None:
                row.wrapped_with, row.wrapped = anew
                row.save(update_fields=["wrapped", "wrapped_with"])
                changed += 1
    return changed


def _key(row: SealedRow) -> bytes:
    return envelope.unwrap(row.wrapped_with, row.wrapped, row.key_binding())
