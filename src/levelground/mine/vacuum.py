"""Erased is gone on PostgreSQL, too: once a night, tables are rewritten without what was deleted.

PostgreSQL leaves a deleted row's bytes in its page, and a plain VACUUM only marks their place as
free. VACUUM FULL writes the table and its indexes into new files. What else keeps a copy: the
planner's statistics, which we have none of for text; and the log of changes (WAL), whose segments go
with the next checkpoint where `wal_recycle` is off (docs/decisions/0014).
"""

from __future__ import annotations

from contextlib import suppress
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
LONGEST_WAIT = "2s"  # for a table that is in use; then it is tried again an hour later


def vacuum_at_night(at: datetime) -> int:
    """Rewrite what has changed since the last night. Returns how many tables; 0 by day."""
    if connection.vendor != "postgresql" or not _is_time(at):
        return 0
    return vacuum(at)


def vacuum(at: datetime) -> int:
    """Rewrite each table from which something was deleted or changed since it was rewritten."""
    if _keep_no_statistics_of_text():
        _run("VACUUM (FULL) pg_catalog.pg_statistic")
    rewritten = 0
    known = dict(VacuumedTable.objects.values_list("table", "changes"))
    own = VacuumedTable._meta.db_table
    try:
        _run(f"SET lock_timeout = '{LONGEST_WAIT}'")
        for table, changes in _changed().items():
            if known.get(table) == changes or table == own:
                continue
            with suppress(DatabaseError):  # in use: next time
                _run(f"VACUUM (FULL) {_quoted(table)}")
                VacuumedTable.objects.update_or_create(
                    table=table, defaults={"changes": changes, "at": at}
                )
                rewritten += 1
    finally:
        _run("RESET lock_timeout")
    if rewritten:
        _end_log()
    return rewritten


def _is_time(at: datetime) -> bool:
    last = VacuumedTable.objects.order_by("at").values_list("at", flat=True).last()
    if last is None or at - last >= TOO_LONG:
        return True
    return at - last >= ENOUGH and timezone.localtime(at).hour in NIGHT


def _changed() -> dict[str, int]:
    """How often rows of each table of ours were changed or deleted, since PostgreSQL counts."""
    return dict(
        _asked(
            "SELECT relname, n_tup_upd + n_tup_del FROM pg_stat_user_tables"
            " WHERE schemaname = current_schema() ORDER BY relname"
        )
    )


def _keep_no_statistics_of_text() -> bool:
    """Let the planner keep no samples of what text, bytes and JSON hold. True if it kept some.

    A column that is given its own type again loses the samples it had, and so do its indexes.
    """
    columns = _asked(TEXT_COLUMNS)
    sampled = {table for table, *_, is_sampled in columns if is_sampled}
    for table, _index, _number, name, type_, _is_sampled in columns:
        if table in sampled and name:
            _run(
                f"ALTER TABLE {_quoted(table)} ALTER COLUMN {_quoted(name)} SET STATISTICS 0,"
                f" ALTER COLUMN {_quoted(name)} TYPE {type_}"
            )
    for table, index, number, *_ in columns:
        if table in sampled and index:
            _run(f"ALTER INDEX {_quoted(index)} ALTER COLUMN {number} SET STATISTICS 0")
    return bool(sampled)


def _end_log() -> None:
    """Begin a new segment of the log and let the old ones go, where we are allowed to."""
    for statement in ("SELECT pg_switch_wal()", "CHECKPOINT"):
        with suppress(DatabaseError):
            _run(statement)


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
