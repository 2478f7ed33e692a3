"""Erased is gone on PostgreSQL, too: once a night, tables are rewritten without what was deleted.

PostgreSQL leaves a deleted row's bytes in its page, and a plain VACUUM only marks their place as
free. VACUUM FULL writes the table and its indexes into new files. What else keeps a copy: the
planner's statistics, which we have none of for text; and the log of changes (WAL), whose segments go
with the next checkpoint where `wal_recycle` is off (docs/decisions/0014).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection
from django.utils import timezone

from levelground.mine.models import VacuumedTable

NIGHT = range(2, 5)  # hours on the clock of TIME_ZONE
ENOUGH = timedelta(hours=20)  # between two nights
TOO_LONG = timedelta(hours=44)  # nights were missed: it is done by day
# Of text, bytes and JSON in our schema: columns of tables, and what indexes work out from them.
TEXT_COLUMNS = """
    SELECT tables.relname, indexes.relname, attnum,
           CASE WHEN indexes.oid IS NULL THEN attname END,
           format_type(atttypid, atttypmod), attstattarget <> 0
    FROM pg_attribute
    LEFT JOIN pg_index ON indexrelid = attrelid
    LEFT JOIN pg_class AS indexes ON indexes.oid = indexrelid
    JOIN pg_class AS tables ON tables.oid = coalesce(indrelid, attrelid)
    WHERE tables.relnamespace = current_schema()::regnamespace AND tables.relkind = 'r'
      AND attnum > 0 AND NOT attisdropped
      AND (indexrelid IS NULL OR indkey[attnum - 1] = 0)
      AND atttypid IN ('text'::regtype, 'varchar'::regtype, 'bytea'::regtype,
                       'jsonb'::regtype, 'json'::regtype)
"""
OURS = VacuumedTable._meta.db_table  # changes with each table, and says nothing of anybody
LONGEST_WAIT = "2s"  # for a table that is in use; then it is tried again an hour later


def vacuum_at_night(at: datetime) -> int:
    """Rewrite each table in which something was changed or deleted since. Returns how many."""
    if connection.vendor != "postgresql":
        return 0  # SQLite overwrites at once
    due = _due(at)
    if not due:
        return 0
    _run(f"SET lock_timeout = '{LONGEST_WAIT}'")
    try:
        if _keep_no_statistics_of_text():
            _tried("VACUUM (FULL) pg_catalog.pg_statistic")
        rewritten = sum(_rewrite(table, changes, at) for table, changes in due.items())
    finally:
        _run("RESET lock_timeout")
    _end_log()
    return rewritten


def _due(at: datetime) -> dict[str, int]:
    """Tables whose night it is, and the count of their changes."""
    known = {one.table: one for one in VacuumedTable.objects.all()}
    return {
        table: changes
        for table, changes in _changes().items()
        if table not in known
        or (known[table].changes != changes and _is_time(at, last=known[table].at))
    }


def _is_time(at: datetime, *, last: datetime) -> bool:
    by_night = timezone.localtime(at).hour in NIGHT and at - last >= ENOUGH
    return by_night or at - last >= TOO_LONG


def _rewrite(table: str, changes: int, at: datetime) -> bool:
    """False where it is in use: then it is tried again an hour later."""
    if not _tried(f"VACUUM (FULL) {_quoted(table)}"):
        return False
    VacuumedTable.objects.update_or_create(table=table, defaults={"changes": changes, "at": at})
    return True


def _changes() -> dict[str, int]:
    """How often rows of each table of ours were changed or deleted, since PostgreSQL counts."""
    counted = _asked(
        "SELECT relname, n_tup_upd + n_tup_del FROM pg_stat_user_tables"
        " WHERE schemaname = current_schema() ORDER BY relname"
    )
    return {table: changes for table, changes in counted if table != OURS}


def _keep_no_statistics_of_text() -> bool:
    """Let the planner keep no samples of what text, bytes and JSON hold. True if it kept some.

    A column that is given its own type again loses the samples it had, and so do its indexes.
    """
    columns = _asked(TEXT_COLUMNS)
    sampled = {table for table, *_, is_sampled in columns if is_sampled}
    for table, _index, _number, name, type_, _is_sampled in columns:
        if table in sampled and name:
            _tried(
                f"ALTER TABLE {_quoted(table)} ALTER COLUMN {_quoted(name)} SET STATISTICS 0,"
                f" ALTER COLUMN {_quoted(name)} TYPE {type_}"
            )
    for table, index, number, *_ in columns:
        if table in sampled and index:
            _tried(f"ALTER INDEX {_quoted(index)} ALTER COLUMN {number} SET STATISTICS 0")
    return bool(sampled)


def _end_log() -> None:
    """Begin a new segment of the log and let the old ones go, where we are allowed to."""
    _tried("SELECT pg_switch_wal()")
    _tried("CHECKPOINT")


def _tried(sql: str) -> bool:
    """False where it is in use, or not ours to do."""
    try:
        _run(sql)
    except DatabaseError:
        return False
    return True


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _asked(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
