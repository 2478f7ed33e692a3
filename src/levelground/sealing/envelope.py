"""Sealing and opening, for the few stores that keep what people said. It has no tables of its own.

AES-256-GCM with a fresh 96-bit nonce for every sealing. What is sealed is bound to where it belongs
(`binding`): moved to another row it does not open. The key of a row or of its owner is wrapped the
same way by a key-encryption key, which lives in a file beside the database and never in it: whoever
deletes the wrapped key has destroyed what it opened.
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

NONCE_BYTES = 12
KEY_BYTES = 32


class Unopenable(Exception):
    """It does not open: moved, damaged, or its key is gone. Says nothing of what it holds."""


def new_key(binding: bytes) -> tuple[str, bytes]:
    """A new data key: the name of the key that wraps it, and the wrapped key."""
    return _wrap(secrets.token_bytes(KEY_BYTES), binding)


def unwrap(name: str, wrapped: bytes | memoryview, binding: bytes) -> bytes:
    """The data key itself. Raises Unopenable."""
    return _unwrapped(name, bytes(wrapped), binding)


def rewrap(name: str, wrapped: bytes | memoryview, binding: bytes) -> tuple[str, bytes] | None:
    """The same data key under the newest key-encryption key; None if it is under it already."""
    if name == _keks()[0][0]:
        return None
    return _wrap(unwrap(name, wrapped, binding), binding)


def seal(key: bytes, plain: bytes, binding: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, binding)


def open_sealed(key: bytes, sealed: bytes | memoryview, binding: bytes) -> bytes:
    """What was sealed with this key for this place. Raises Unopenable."""
    whole = bytes(sealed)
    try:
        return AESGCM(key).decrypt(whole[:NONCE_BYTES], whole[NONCE_BYTES:], binding)
    except (InvalidTag, ValueError):
        raise Unopenable("This does not open here.") from None


def forget_keys() -> None:
    """Let this process open nothing by what it remembers of keys that are gone."""
    _unwrapped.cache_clear()
    _read_keks.cache_clear()


def _wrap(secret: bytes, binding: bytes) -> tuple[str, bytes]:
    name, kek = _keks()[0]
    return name, seal(kek, secret, b"key|" + binding)


@lru_cache(maxsize=4096)
def _unwrapped(name: str, wrapped: bytes, binding: bytes) -> bytes:
    for known, kek in _keks():
        if known == name:
            return open_sealed(kek, wrapped, b"key|" + binding)
    raise Unopenable("The key-encryption key of this is not in the key file.")


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
