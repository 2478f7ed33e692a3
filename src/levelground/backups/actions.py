"""Backups: sealed as a whole, each under a key of its own that is destroyed after 30 days.

So what somebody has erased is in no copy that opens after that, wherever the copy lies. Destroying
keys of words would not do: names stand beside them in clear, and a group's key lives on. Copies and
keys are files of age, so that one opens without us too: `age --decrypt -i KEY COPY`.

A backup may be killed at any moment. So what is open has no name on the disk: SQLite's copy is
written into a file that is unlinked while it is still empty, and PostgreSQL's dump comes through a
pipe. What is sealed gets its name last, when it is whole and its key is kept.
"""

from __future__ import annotations

import logging
import os
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, BinaryIO, cast

import pyrage
from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient

from levelground.runtime import clock
from levelground.sealing.envelope import Unopenable

KEPT = timedelta(days=30)
STAMP = "level-ground-%Y%m%dT%H%M%S.%fZ"
ENDING = ".age"
UNFINISHED = ".level-ground-"  # how the name of a file begins that is still being written
ABANDONED_AFTER = 3600.0  # seconds since the last byte was written

log = logging.getLogger(__name__)


def back_up(folder: Path, *, dump: Path | None = None) -> Path:
    """Put a sealed copy of the database, or of a dump of it, into a folder. Returns where it is."""
    sweep(folder)
    name = clock.now().astimezone(UTC).strftime(STAMP)
    to = folder / (name + ENDING)
    key = pyrage.x25519.Identity.generate()
    with _new_file(to) as sealed:
        with _plain(dump) as plain:
            pyrage.encrypt_io(plain, sealed, [key.to_public()])
        with _new_file(_keys() / name) as file:  # first: a copy that is there has its key
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
        _open(sealed, plain, key_file.read_text().strip())


def _open(sealed: BinaryIO, plain: BinaryIO, key: str) -> None:
    try:
        pyrage.decrypt_io(sealed, plain, [pyrage.x25519.Identity.from_str(key)])
    except (pyrage.DecryptError, pyrage.IdentityError, OSError) as error:
        raise Unopenable(
            f"This is no backup, or damaged, or the key is another’s: {error}."
        ) from None


def destroy_old_keys(at: datetime) -> int:
    """Let no copy that is 30 days old be opened any more. Returns how many those were.

    One that cannot be destroyed holds up no other; it raises OSError when the others are gone.
    """
    old = overdue_keys(at)
    failures = []
    for path in old:
        try:
            _destroy(path)
        except OSError as failure:
            failures.append(failure)
    if failures:
        raise failures[0]
    return len(old)


def overdue_keys(at: datetime) -> list[Path]:
    """Keys of backups that are 30 days old and still there."""
    return [path for path, made_at in _known_keys() if made_at <= at - KEPT]


def stray_files() -> list[Path]:
    """What lies in the folder of keys and is no key of ours: it is never destroyed, and may be one."""
    ours = {path for path, _made_at in _known_keys()}
    here = _keys().iterdir() if _keys().is_dir() else ()
    return sorted(
        path for path in here if path not in ours and not path.name.startswith(UNFINISHED)
    )


def sweep(*folders: Path) -> int:
    """Destroy what was being written when somebody killed it, in these folders and our own.

    That may be an open copy: before 0.2 it had a name beside the database while it was sealed.
    """
    swept = 0
    for folder in {*folders, _keys(), *_folder_of_database()}:
        for path in folder.glob(UNFINISHED + "*"):
            if _is_a_file(path) and path.stat().st_mtime < time.time() - ABANDONED_AFTER:
                _destroy(path)
                swept += 1
    if swept:
        log.warning("Destroyed %d unfinished files that a killed backup had left.", swept)
    return swept


def _keys() -> Path:
    folder: Path = settings.BACKUP_KEYS
    return folder


def _is_a_file(path: Path) -> bool:
    """And no link: what it leads to is not ours to overwrite."""
    return path.is_file() and not path.is_symlink()


def _folder_of_database() -> list[Path]:
    """Where SQLite's file is, if it is one."""
    name = Path(connection.settings_dict["NAME"])
    return [name.parent] if connection.vendor == "sqlite" and name.is_file() else []


def _known_keys() -> list[tuple[Path, datetime]]:
    """The key files of backups, and when each was made."""
    found = []
    for path in sorted(_keys().glob("level-ground-*")):
        with suppress(ValueError):  # not a name of ours: see `stray_files`
            made_at = datetime.strptime(path.name, STAMP).replace(tzinfo=UTC)
            if _is_a_file(path):
                found.append((path, made_at))
    return found


@contextmanager
def _plain(dump: Path | None) -> Iterator[IO[bytes]]:
    """The database as it is now, to be read once: nowhere on the disk under a name."""
    if dump is not None:
        with dump.open("rb") as file:
            yield file
    elif connection.vendor == "postgresql":
        with _dumped() as file:
            yield file
    else:
        with _copied() as file:
            yield file


@contextmanager
def _copied() -> Iterator[BinaryIO]:
    """A copy of SQLite's file, beside it because there is room, unlinked while it is empty."""
    [folder] = _folder_of_database()
    name = _unfinished(folder)
    with os.fdopen(os.open(name, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "r+b") as copy:
        try:
            target = connection.Database.connect(str(name))  # type: ignore[attr-defined]
            target.execute("PRAGMA journal_mode=OFF").fetchall()  # which opens the file
            target.execute("PRAGMA synchronous=OFF")
        finally:
            name.unlink()
        connection.ensure_connection()
        connection.connection.backup(target)
        target.close()
        yield copy
        _overwrite(copy)


@contextmanager
def _dumped() -> Iterator[IO[bytes]]:
    """What pg_dump says, through a pipe. Raises OSError if it does not say all of it."""
    command, more = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    command[0:1] = ["pg_dump", "--format=custom"]
    try:
        process = subprocess.Popen(  # noqa: S603  what the settings say
            command, stdout=subprocess.PIPE, env={**os.environ, **(more or {})}
        )
    except FileNotFoundError:
        raise ValueError(
            "There is no pg_dump here. Install the client of your PostgreSQL (Debian:"
            " postgresql-client), or make a dump elsewhere and give it with --of."
        ) from None
    with process:
        try:
            yield cast("IO[bytes]", process.stdout)
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        raise OSError(
            f"pg_dump ended with {process.returncode}; see what it said. No copy was made."
        )


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    """For its owner alone. It gets its name when it is whole and on the disk; never another's name."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = _unfinished(path.parent)
    try:
        with os.fdopen(
            os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
        ) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _give_name(unfinished, path)
    except BaseException:
        _destroy(unfinished)
        raise


def _unfinished(folder: Path) -> Path:
    return folder / f"{UNFINISHED}{uuid.uuid4().hex}"


def _give_name(unfinished: Path, path: Path) -> None:
    if path.exists():
        raise FileExistsError(f"{path} exists already, and is left as it is.")
    unfinished.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name is on the disk, too
    finally:
        os.close(folder)


def _destroy(path: Path) -> None:
    """Overwritten first, as far as the disk lets us."""
    if not path.exists():
        return
    with path.open("r+b") as file:
        _overwrite(file)
    path.unlink()


def _overwrite(file: BinaryIO) -> None:
    left = file.seek(0, os.SEEK_END)
    file.seek(0)
    while left > 0:
        left -= file.write(bytes(min(left, 1 << 20)))
    file.flush()
    os.fsync(file.fileno())
