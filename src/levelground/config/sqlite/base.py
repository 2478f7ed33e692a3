"""Django's SQLite backend, in which the writers of one process queue up.

SQLite has one writer at a time, and lets the others try again after growing pauses: whoever is
unlucky waits for seconds while others pass. Here they wait in line (docs/decisions/0002).
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict, deque

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

STUCK_AFTER = 5.0  # seconds with one writer: the disk is slow, or another program holds the lock
MOST_WAITING = 2  # then: of the four threads for pages one always remains for reading


class Line:
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


_lines: defaultdict[str, Line] = defaultdict(Line)  # one for each database file


class DatabaseWrapper(base.DatabaseWrapper):
    _my_turn = False

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
