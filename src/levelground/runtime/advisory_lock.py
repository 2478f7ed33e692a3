"""One process at a time: for what every server process would otherwise do at the same moment."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.db import connection


def in_one_process(name: str, work: Callable[[], object]) -> bool:
    """Do it, unless another process is doing it now. True if it was done here.

    With SQLite there is one process. With PostgreSQL a lock of this name is held meanwhile; it goes
    with the connection, so that a killed process holds up nobody.
    """
    if connection.vendor != "postgresql":
        work()
        return True
    key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
    if not _asked("SELECT pg_try_advisory_lock(%s)", key):
        return False
    try:
        work()
    finally:
        _asked("SELECT pg_advisory_unlock(%s)", key)
    return True


def _asked(sql: str, key: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, [key])
        return bool(cursor.fetchone()[0])
