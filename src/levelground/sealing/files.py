"""A whole file, sealed piece by piece, so that it may be larger than the memory.

Each piece is bound to its place and to whether it is the last: none can be left out, moved or cut off.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from levelground.sealing.envelope import KEY_BYTES, Unopenable

MARK = b"level-ground backup 1\n"
PIECE = 1 << 20
TAG = 16
SALT = 7  # bytes; with the number of the piece and whether it is the last, a nonce


def new_file_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def seal_file(key: bytes, plain: BinaryIO, sealed: BinaryIO) -> None:
    salt, cipher = secrets.token_bytes(SALT), AESGCM(key)
    sealed.write(MARK + salt)
    sealed.writelines(
        cipher.encrypt(_nonce(salt, number, is_last=is_last), piece, MARK)
        for number, piece, is_last in _pieces(plain, PIECE)
    )


def open_file(key: bytes, sealed: BinaryIO, plain: BinaryIO) -> None:
    """Raises Unopenable; what was written until then is worthless."""
    if sealed.read(len(MARK)) != MARK:
        raise Unopenable("This is no backup of Level Ground.")
    salt, cipher = sealed.read(SALT), AESGCM(key)
    try:
        plain.writelines(
            cipher.decrypt(_nonce(salt, number, is_last=is_last), piece, MARK)
            for number, piece, is_last in _pieces(sealed, PIECE + TAG)
        )
    except (InvalidTag, ValueError):
        raise Unopenable("This backup is damaged, or the key is another's.") from None


def _pieces(file: BinaryIO, size: int) -> Iterator[tuple[int, bytes, bool]]:
    number, piece = 0, file.read(size)
    while following := file.read(size):
        yield number, piece, False
        number, piece = number + 1, following
    yield number, piece, True


def _nonce(salt: bytes, number: int, *, is_last: bool) -> bytes:
    return salt + number.to_bytes(4, "big") + bytes([is_last])
