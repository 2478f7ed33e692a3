"""Puts a SQLite we can trust in the place of the system's.

Debian 12 brings 3.40.1, which can corrupt a database in WAL mode. This module is imported before
Django's SQLite backend, so that the backend finds `pysqlite3`, which brings its own SQLite.
"""

from __future__ import annotations

import sys


def use_bundled_sqlite() -> None:
    """Do nothing where `pysqlite3` is missing: the system check then judges what is there."""
    try:
        import pysqlite3  # noqa: PLC0415 - only here may it be missing
        import pysqlite3.dbapi2  # noqa: PLC0415
    except ImportError:
        return
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
