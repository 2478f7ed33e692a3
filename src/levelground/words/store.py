"""Sealing and opening words. Only this app may use it; everybody else has the door in `queries`.

What is sealed is bound to its row, field, group and key version: moved to another row or group it
does not open. How: `levelground.sealing`.
"""

from __future__ import annotations

from levelground.sealing import envelope
from levelground.words.models import DataKey, Words


def new_key(key: DataKey) -> DataKey:
    """Give a key its secret, wrapped. The row is not saved."""
    key.wrapped_with, key.wrapped = envelope.new_key(_key_binding(key))
    return key


def seal(words: Words, text: str) -> None:
    """Put text into words that have an id, a group and a key. The row is not saved."""
    words.body = envelope.seal(_secret(words.key), text.encode(), _binding(words))


def open_up(words: Words) -> str:
    """What these words say. Raises Unopenable. Ask for a proof before you call it."""
    return envelope.open_sealed(_secret(words.key), words.body, _binding(words)).decode()


def rewrap(key: DataKey) -> bool:
    """Wrap a key with the newest key-encryption key. True if that changed it; it is not saved."""
    anew = envelope.rewrap(key.wrapped_with, key.wrapped, _key_binding(key))
    if anew is None:
        return False
    key.wrapped_with, key.wrapped = anew
    return True


def _secret(key: DataKey) -> bytes:
    return envelope.unwrap(key.wrapped_with, key.wrapped, _key_binding(key))


def _binding(words: Words) -> bytes:
    return f"words|{words.pk}|body|{words.key.domain}|{words.key.version}".encode()


def _key_binding(key: DataKey) -> bytes:
    return f"{key.domain}|{key.version}".encode()
