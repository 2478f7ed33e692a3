"""Sealing and opening words. Only this app may use it; everybody else has the door in `queries`.

What is sealed is bound to its row, field, group and key version: moved to another row or group it
does not open. How: `levelground.sealing`.
"""

from __future__ import annotations

from levelground.sealing import sealed_row
from levelground.words.models import DataKey, Words


def new_key(key: DataKey) -> DataKey:
    """Give a key its secret, wrapped. The row is not saved."""
    sealed_row.give_key(key)
    return key


def seal(words: Words, text: str) -> None:
    """Put text into words that have an id, a group and a key. The row is not saved."""
    words.body = sealed_row.seal(words.key, text.encode(), _binding(words))


def open_up(words: Words) -> str:
    """What these words say. Raises Unopenable. Ask for a proof before you call it."""
    return sealed_row.open_sealed(words.key, words.body, _binding(words)).decode()


def _binding(words: Words) -> bytes:
    return f"words|{words.pk}|body|{words.key.domain}|{words.key.version}".encode()
