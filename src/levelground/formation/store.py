"""Sealing and opening what people said of themselves. Only this app may use it.

As in `words.store`: AES-256-GCM with a fresh 96-bit nonce, bound to its row; each roster has a key
of its own, wrapped by the key-encryption key that lives in a file and never in the database.
Whoever deletes the row has destroyed the key.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from levelground.formation.models import Letter, Roster, Search
from levelground.formation.roster import Listed, packed, unpacked

NONCE_BYTES = 12
KEY_BYTES = 32


class Unopenable(Exception):
    """It does not open: moved, damaged, or its key is gone. Says nothing of what it holds."""


def seal_people(roster: Roster, listed: Listed) -> None:
    """Put a list of people into a roster of a saved round. The row is not saved."""
    if not roster.wrapped:
        _new_key(roster, _of_roster(roster))
    roster.people = len(listed.people)
    roster.body = _seal(_secret(roster, _of_roster(roster)), packed(listed), _of_roster(roster))


def open_people(roster: Roster) -> Listed:
    return unpacked(_open(_secret(roster, _of_roster(roster)), roster.body, _of_roster(roster)))


def seal_told(search: Search, told: dict[str, Any]) -> None:
    """What a search says about people. The row is not saved."""
    secret = _secret(search.roster, _of_roster(search.roster))
    search.told = _seal(secret, json.dumps(told).encode(), _of_search(search))


def open_told(search: Search) -> dict[str, Any]:
    if not search.told:
        return {}
    secret = _secret(search.roster, _of_roster(search.roster))
    told: dict[str, Any] = json.loads(_open(secret, search.told, _of_search(search)))
    return told


def seal_letter(letter: Letter, *, email: str, secret: str) -> None:
    """Where a letter goes, and what opens its link. The row is not saved."""
    binding = _of_letter(letter)
    _new_key(letter, binding)
    plain = json.dumps({"email": email, "secret": secret}).encode()
    letter.body = _seal(_secret(letter, binding), plain, binding)


def open_letter(letter: Letter) -> tuple[str, str]:
    binding = _of_letter(letter)
    told = json.loads(_open(_secret(letter, binding), letter.body, binding))
    return told["email"], told["secret"]


def rewrap(row: Roster | Letter) -> bool:
    """Wrap a key with the newest key-encryption key. True if that changed it; it is not saved."""
    name, kek = _keks()[0]
    if row.wrapped_with == name:
        return False
    binding = _of_roster(row) if isinstance(row, Roster) else _of_letter(row)
    secret = _secret(row, binding)
    row.wrapped_with, row.wrapped = name, _seal(kek, secret, b"key|" + binding)
    return True


def _of_roster(roster: Roster) -> bytes:
    return f"roster|round-{roster.round_id}|{roster.read_at.isoformat()}".encode()


def _of_search(search: Search) -> bytes:
    return f"search|{search.pk}|round-{search.round_id}".encode()


def _of_letter(letter: Letter) -> bytes:
    return f"letter|publication-{letter.publication_id}|{letter.made_at.isoformat()}".encode()


def _new_key(row: Roster | Letter, binding: bytes) -> None:
    name, kek = _keks()[0]
    row.wrapped_with = name
    row.wrapped = _seal(kek, secrets.token_bytes(KEY_BYTES), b"key|" + binding)


def _secret(row: Roster | Letter, binding: bytes) -> bytes:
    for known, kek in _keks():
        if known == row.wrapped_with:
            return _open(kek, row.wrapped, b"key|" + binding)
    raise Unopenable("The key-encryption key of this list is not in the key file.")


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


def _seal(key: bytes, plain: bytes, binding: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, binding)


def _open(key: bytes, sealed: bytes | memoryview, binding: bytes) -> bytes:
    whole = bytes(sealed)
    try:
        return AESGCM(key).decrypt(whole[:NONCE_BYTES], whole[NONCE_BYTES:], binding)
    except (InvalidTag, ValueError):
        raise Unopenable("This does not open here.") from None
