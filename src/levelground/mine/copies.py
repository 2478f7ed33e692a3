"""Backups: sealed as a whole, each under a key of its own that is destroyed after 30 days.

So what somebody has erased is in no copy that opens after that, wherever the copy lies. Destroying
keys of words would not do: names stand beside them in clear, and a group's key lives on. Copies and
keys are files of age, so that one opens without us too: `age --decrypt -i KEY COPY`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import pyrage
from django.conf import settings
from django.db import connection

from levelground.live import clock
from levelground.sealing.envelope import Unopenable

KEPT = timedelta(days=30)
STAMP = "level-ground-%Y%m%dT%H%M%S.%fZ"
ENDING = ".age"


def back_up(folder: Path, *, dump: Path | None = None) -> Path:
    """Put a sealed copy of the database, or of a dump of it, into a folder. Returns where it is."""
    name = clock.now().astimezone(UTC).strftime(STAMP)
    to = folder / (name + ENDING)
    with _copied(name) if dump is None else dump.open("rb") as plain, _new_file(to) as sealed:
        key = pyrage.x25519.Identity.generate()
        pyrage.encrypt_io(plain, sealed, [key.to_public()])
    with _new_file(_keys() / name) as file:  # last: a key that is there has a copy it opens
        file.write(f"{key}\n".encode())
    return to


def restore(backup: Path, to: Path) -> None:
    """Open a copy. Raises Unopenable; then there is nothing at `to`."""
    key_file = _keys() / backup.name.removesuffix(ENDING)
    if not key_file.exists():
        raise Unopenable(
            f"There is no {key_file}. Keys of backups are destroyed after {KEPT.days} days; if this one"
            " is younger, put the copy of its key back."
        )
    with backup.open("rb") as sealed, _new_file(to) as plain:
        try:
            _open(sealed, plain, key_file.read_text().strip())
        except Unopenable:
            _destroy(to)
            raise


def _open(sealed: BinaryIO, plain: BinaryIO, key: str) -> None:
    try:
        pyrage.decrypt_io(sealed, plain, [pyrage.x25519.Identity.from_str(key)])
    except (pyrage.DecryptError, pyrage.IdentityError, OSError) as error:
        raise Unopenable(
            f"This is no backup, or damaged, or the key is another’s: {error}."
        ) from None


def destroy_old_keys(at: datetime) -> int:
    """Let no copy that is 30 days old be opened any more. Returns how many those were."""
    old = [path for path in _known_keys() if _made_at(path) <= at - KEPT]
    for path in old:
        _destroy(path)
    return len(old)


def _keys() -> Path:
    folder: Path = settings.BACKUP_KEYS
    return folder


def _known_keys() -> list[Path]:
    return sorted(_keys().glob("level-ground-*"))


def _made_at(key_file: Path) -> datetime:
    return datetime.strptime(key_file.name, STAMP).replace(tzinfo=UTC)


@contextmanager
def _copied(name: str) -> Iterator[BinaryIO]:
    """The database as it is now, beside the database, for as long as it takes to seal it."""
    if connection.vendor != "sqlite":
        raise ValueError("With PostgreSQL, make a dump with pg_dump and give it with --of.")
    copy = Path(connection.settings_dict["NAME"]).parent / f".{name}"
    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(copy)])
        with copy.open("rb") as plain:
            yield plain
    finally:
        _destroy(copy)


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    """For its owner alone, and on the disk when this is over. Never instead of another."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _destroy(path: Path) -> None:
    """Overwritten first, as far as the disk lets us."""
    if not path.exists():
        return
    with path.open("r+b") as file:
        left = path.stat().st_size
        while left > 0:
            left -= file.write(bytes(min(left, 1 << 20)))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
