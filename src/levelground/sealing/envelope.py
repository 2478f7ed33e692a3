"""Sealing and opening, for the few stores that keep what people said. It has no tables of its own.

AES-256-GCM with a fresh 96-bit nonce for every sealing. What is sealed is bound to where it belongs
(`binding`): moved to another row it does not open. The key of a row or of its owner is wrapped the
same way by a key-encryption key, which lives in a file beside the database and never in it: whoever
deletes the wrapped key has destroyed what it opened.

A key file that lacks a key of the database belongs to another one. Start-up refuses it
(`config.checks`), and here nothing new is sealed with it: that would make two halves of one
database of which no key file opens both. How a key is named: by its own fingerprint, so that its
name alone says whether the key file has it.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from levelground.sealing.rows import key_names_in_use, rows_under_each_key

NONCE_BYTES = 12
KEY_BYTES = 32
LOST = re.compile(r"lost ([0-9a-f]{16})")


class Unopenable(Exception):
    """It does not open: moved, damaged, or its key is not here (yet). Says nothing of what it holds."""


class WrongKeyFile(Unopenable):
    """The key file does not open what is in the database, so nothing may be sealed with it."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """The keys that wrap others, by name, newest first; and those given up as lost."""

    keys: dict[str, bytes] = field(repr=False)
    lost: frozenset[str]

    @property
    def newest(self) -> str:
        return next(iter(self.keys))

    @property
    def known(self) -> frozenset[str]:
        return self.lost.union(self.keys)


_fits: set[frozenset[str]] = set()  # names of key files that opened all there was when we looked


def new_key(binding: bytes) -> tuple[str, bytes]:
    """A new data key: the name of the key that wraps it, and the wrapped key."""
    return _wrap(secrets.token_bytes(KEY_BYTES), binding)


def unwrap(name: str, wrapped: bytes | memoryview, binding: bytes) -> bytes:
    """The data key itself. Raises Unopenable."""
    return _unwrapped(name, bytes(wrapped), binding)


def rewrap(name: str, wrapped: bytes | memoryview, binding: bytes) -> tuple[str, bytes] | None:
    """The same data key under the newest key-encryption key; None if it is already, or is lost."""
    file = _key_file()
    if name == file.newest or name in file.lost:
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


def missing_keys() -> dict[str, int]:
    """The names of keys that the database needs and the key file lacks; how many rows need each."""
    known = _key_file().known
    if key_names_in_use() <= known:
        return {}
    rows = rows_under_each_key()
    return {name: rows[name] for name in sorted(rows.keys() - known)}


def key_names() -> tuple[str, ...]:
    """The names of the keys in the key file, newest first."""
    return tuple(_key_file().keys)


def lost_keys() -> frozenset[str]:
    """The names of keys that the operator has given up (`lost NAME` in the key file).

    A key file that cannot be read gives up nothing.
    """
    try:
        return _key_file().lost
    except Unopenable:
        return frozenset()


def forget_keys() -> None:
    """Let this process open nothing by what it remembers of keys that are gone."""
    _unwrapped.cache_clear()
    _read_key_file.cache_clear()
    _fits.clear()


def _wrap(secret: bytes, binding: bytes) -> tuple[str, bytes]:
    file = _key_file()
    _compare_with_database(file)
    return file.newest, seal(file.keys[file.newest], secret, b"key|" + binding)


def _compare_with_database(file: KeyFile) -> None:
    """Raises WrongKeyFile. Asks once for each state of the key file, as soon as there is a row."""
    if file.known in _fits:
        return
    in_use = key_names_in_use()
    if in_use - file.known:
        raise WrongKeyFile("The key file is not the one of this database. Nothing was sealed.")
    if in_use:
        _fits.add(file.known)


@lru_cache(maxsize=4096)
def _unwrapped(name: str, wrapped: bytes, binding: bytes) -> bytes:
    key = _key_file().keys.get(name)
    if key is None:
        raise Unopenable("The key-encryption key of this is not in the key file.")
    return open_sealed(key, wrapped, b"key|" + binding)


def _key_file() -> KeyFile:
    path = Path(settings.LEVELGROUND_KEY_FILE)
    try:
        return _read_key_file(path, path.stat().st_mtime_ns)
    except OSError as wrong:
        raise Unopenable(f"The key file cannot be read: {wrong.strerror}.") from None


@lru_cache(maxsize=2)
def _read_key_file(path: Path, _changed: int) -> KeyFile:
    """One base64 key of 32 bytes on each line, the newest first; `lost NAME` for one given up."""
    text = path.read_text(errors="replace")
    lost = frozenset(LOST.findall(text))
    try:
        keys = [base64.b64decode(line, validate=True) for line in LOST.sub("", text).split()]
    except ValueError:
        keys = []
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise Unopenable("The key file should hold keys of 32 bytes, one on each line.")
    return KeyFile({key_name(key): key for key in keys}, lost)


def key_name(key: bytes) -> str:
    return hashlib.sha256(key).hexdigest()[:16]
