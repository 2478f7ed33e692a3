"""Django's SQLite backend, in which the writers of one process queue up.

SQLite has one writer at a time, and lets the others try again after growing pauses: whoever is
unlucky waits for seconds while others pass. Here they wait in line (docs/decisions/0002).

The file is its owner's alone, whatever the umask says: SQLite gives its log (WAL) and index (SHM)
the permissions of the database.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import disk_usage
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

STUCK_AFTER = 5.0  # seconds with one writer: the disk is slow, or another program holds the lock
MOST_WAITING = 2  # then: of the four threads for pages one always remains for reading


SQLITE_IOERR = 10  # a failed fsync among others; the driver does not say which
A_LITTLE = 1024 * 1024  # bytes: a disk with less is full, which is no fault of it

log = logging.getLogger(__name__)


class WriteQueue:
    """One at a time, in the order in which they came. Where nothing moves, few wait."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken = False
        self._since = 0.0
        self._waiting: deque[threading.Semaphore] = deque()

    def take(self, *, within: float) -> bool:
        with self._lock:
            now = time.monotonic()
            if not self._taken:
                self._taken, self._since = True, now
                return True
            if now - self._since > STUCK_AFTER and len(self._waiting) >= MOST_WAITING:
                return False
            called = threading.Semaphore(0)
            self._waiting.append(called)
        if called.acquire(timeout=within):
            return True
        with self._lock:
            if called in self._waiting:
                self._waiting.remove(called)
                return False
        return True  # called at the last moment

    def give(self) -> None:
        with self._lock:
            self._since = time.monotonic()
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


_lines: defaultdict[str, WriteQueue] = defaultdict(WriteQueue)  # one for each database file


@contextmanager
def _a_disk_that_holds(connection: DatabaseWrapper) -> Iterator[None]:
    """End the process where the disk has room and did not confirm (goal R8).

    After a failed fsync the system may count as written what it has lost: whatever is confirmed after
    that is a guess. Not being answered is the truth; a supervisor starts a process that reads anew.
    """
    try:
        yield
    except OperationalError as failure:
        folder = Path(connection.settings_dict["NAME"]).parent
        failed = getattr(failure.__cause__, "sqlite_errorcode", 0) == SQLITE_IOERR
        if failed and folder.is_dir() and disk_usage(folder).free > A_LITTLE:
            log.critical("The disk did not confirm what was written. The server ends here.")
            os._exit(os.EX_IOERR)
        raise


class DatabaseWrapper(base.DatabaseWrapper):
    _my_turn = False

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if not self.is_in_memory_db():
            make_private(Path(self.settings_dict["NAME"]))
        return super().get_new_connection(conn_params)

    def _start_transaction_under_autocommit(self) -> None:
        line = _lines[str(self.settings_dict["NAME"])]
        if not line.take(within=self.settings_dict["OPTIONS"].get("timeout", 5)):
            raise OperationalError("database is locked: others have been writing for too long")
        self._my_turn = True
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # missing in the stubs
        except BaseException:
            self._give_turn()
            raise

    def _commit(self) -> None:
        with _a_disk_that_holds(self):
            super()._commit()  # type: ignore[misc]  # missing in the stubs
        # Where that fails, Django rolls back, and the turn ends there.
        self._give_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # missing in the stubs
        finally:
            self._give_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # missing in the stubs
        finally:
            self._give_turn()

    def _give_turn(self) -> None:
        if self._my_turn:
            self._my_turn = False
            _lines[str(self.settings_dict["NAME"])].give()


def files_of(database: Path) -> list[Path]:
    """The database's files that are there: itself, its log, its index."""
    named = [database.with_name(database.name + ending) for ending in ("", "-wal", "-shm")]
    return [path for path in named if path.exists()]


def make_private(database: Path) -> None:
    """Make the file if it is missing, and let nobody but its owner read what there is of it.

    What belongs to somebody else stays as it is; the system check then refuses it in words.
    """
    with suppress(OSError):
        os.close(os.open(database, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    for path in files_of(database):
        with suppress(OSError):
            if path.stat().st_mode & 0o077:
                path.chmod(0o600)
