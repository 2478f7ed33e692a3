"""Django's SQLite backend, in which the writers of one process queue up.

SQLite has one writer at a time, and lets the others try again after growing pauses: whoever is
unlucky waits for seconds while others pass. Here they wait in line (docs/decisions/0002).

The file is its owner's alone, whatever the umask says: SQLite gives its log (WAL) and index (SHM)
the permissions of the database.
"""

from __future__ import annotations

import os
import threading
from collections import defaultdict, deque
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError


class Line:
    """One at a time, in the order in which they came."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Semaphore] = deque()

    def take(self, *, within: float) -> bool:
        with self._lock:
            if not self._taken:
                self._taken = True
                return True
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
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


_lines: defaultdict[str, Line] = defaultdict(Line)  # one for each database file


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
