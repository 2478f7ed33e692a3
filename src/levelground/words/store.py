"""Sealing and opening words. Only this app may use it; everybody else has the door in `queries`.

AES-256-GCM with a fresh 96-bit nonce for every sealing. What is sealed is bound to its row, field,
group and key version: moved to another row or group it does not open. A data key is wrapped the
same way by a key-encryption key, which lives in a file beside the database and never in it.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from levelground.words.models import DataKey, Words

NONCE_BYTES = 12
KEY_BYTES = 32


class Unopenable(Exception):
    """Words or keys do not open: moved, damaged, or their key is gone. Says nothing of them."""


def new_key(key: DataKey) -> DataKey:
    """Give a key its secret, wrapped. The row is not saved."""
    name, kek = _keks()[0]
    key.wrapped_with = name
    key.wrapped = _seal(kek, secrets.token_bytes(KEY_BYTES), _key_binding(key))
    return key


def seal(words: Words, text: str) -> None:
    """Put text into words that have an id, a group and a key. The row is not saved."""
    words.body = _seal(_secret(words.key), text.encode(), _binding(words))


def open_up(words: Words) -> str:
    """What these words say. Raises Unopenable. Ask for a proof before you call it."""
    return _open(_secret(words.key), bytes(words.body), _binding(words)).decode()


def rewrap(key: DataKey) -> bool:
    """Wrap a key with the newest key-encryption key. True if that changed it; it is not saved."""
    name, kek = _keks()[0]
    if key.wrapped_with == name:
        return False
    secret = _secret(key)
    key.wrapped_with, key.wrapped = name, _seal(kek, secret, _key_binding(key))
    return True


def forget_keys() -> None:
    """Let this process open nothing by what it remembers of keys that are gone."""
    _unwrapped.cache_clear()


def _secret(key: DataKey) -> bytes:
    return _unwrapped(key.wrapped_with, bytes(key.wrapped), _key_binding(key))


@lru_cache(maxsize=4096)
def _unwrapped(name: str, wrapped: bytes, binding: bytes) -> bytes:
    for known, kek in _keks():
        if known == name:
            return _open(kek, wrapped, binding)
    raise Unopenable("The key-encryption key of these words is not in the key file.")


def _keks() -> tuple[tuple[str, bytes], ...]:
    path = Path(settings.LEVELGROUND_KEY_FILE)
    return _read_keks(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _read_keks(path: Path, _changed: int) -> tuple[tuple[str, bytes], ...]:
    """The key file: one base64 key of 32 bytes on each line, the newest first."""
    keys = [base64.b64decode(line) for line in path.read_text().split()]
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise Unopenable("The key file should hold keys of 32 bytes, one on each line.")
    return tuple((hashlib.sha256(key).hexdigest()[:16], key) for key in keys)


def _binding(words: Words) -> bytes:
    return f"words|{words.pk}|body|{words.key.domain}|{words.key.version}".encode()


def _key_binding(key: DataKey) -> bytes:
    return f"key|{key.domain}|{key.version}".encode()


def _seal(key: bytes, plain: bytes, binding: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, binding)


def _open(key: bytes, sealed: bytes, binding: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], binding)
    except (InvalidTag, ValueError):
        raise Unopenable("These words do not open here.") from None
