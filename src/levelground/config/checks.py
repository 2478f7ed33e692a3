"""What start-up refuses: each fault says what is wrong and what to do.

`manage.py check` sees the keys, `manage.py check --database default` and `migrate` the database,
and the server asks `faults` before it serves anybody.
"""

from __future__ import annotations

import stat
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import ERROR, WARNING, CheckMessage, Critical, Error, Info, Tags, register
from django.core.checks import Warning as Caution
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

from levelground.config.env import credential
from levelground.config.installation import another_version, migrations
from levelground.config.sqlite.base import files_of
from levelground.config.troubles import troubles
from levelground.sealing import envelope
from levelground.sealing.envelope import Unopenable
from levelground.zones import machine_version, zones_in_words

AFFECTED_SQLITE = (3, 7, 0), (3, 51, 2)  # the WAL-reset fault: first and last
FULL = 2


def faults() -> list[CheckMessage]:
    """All that must keep this process from serving."""
    found = [*keys(None), *databases(None, databases=["default"])]
    wrong = [one for one in found if one.level >= ERROR]
    return wrong or migrations()  # which asks a database that answers


@register
def keys(app_configs: Any, **options: object) -> list[CheckMessage]:
    return [
        *_of_key_file(settings.LEVELGROUND_KEY_FILE),
        *_of_key_folder(settings.SECRET_KEY_PATH.parent),
    ]


@register
def zones(app_configs: Any, **options: object) -> list[CheckMessage]:
    """Zone data of the machine that are newer than ours."""
    machine = machine_version()
    if machine > settings.ZONE_DATA:
        return [
            Caution(
                f"{zones_in_words()} They are newer: some country has changed its clocks.",
                hint="Run `pip install --upgrade tzdata`, or update Level Ground, and start it again: "
                "dates are then worked out anew.",
                id="levelground.W021",
            )
        ]
    return []


@register(deploy=True)
def older_zones(app_configs: Any, **options: object) -> list[CheckMessage]:
    """Which zone data count, where the machine's are older: not at each command, nothing is wrong."""
    machine = machine_version()
    if machine and machine < settings.ZONE_DATA:
        return [
            Info(
                zones_in_words(),
                hint="Nothing to do. docs/OPERATIONS.md says why, under “Time zones”.",
                id="levelground.I020",
            )
        ]
    return []


@register(Tags.database)
def databases(
    app_configs: Any, databases: Sequence[str] | None = None, **options: object
) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        try:
            if connection.vendor == "sqlite":
                found += _of_sqlite(connection)
            elif connection.vendor == "postgresql":
                found += _of_postgresql(connection)
            if alias == DEFAULT_DB_ALIAS:
                found += another_version() or list(_of_sealed_rows()) or _of_troubles()
        except DatabaseError as failure:
            found.append(
                Critical(
                    f"The database “{alias}” cannot be opened: {failure}.",
                    hint="Check DATABASE_URL, or that the folder LEVELGROUND_DATA exists "
                    "and belongs to whoever runs the server.",
                    id="levelground.E010",
                )
            )
    return found


@register(Tags.security, deploy=True)
def contact(app_configs: Any, **options: object) -> list[CheckMessage]:
    if settings.SECURITY_CONTACT:
        return []
    return [
        Info(
            "Nobody is named whom to tell of a weakness: there is no /.well-known/security.txt.",
            hint="Set SECURITY_CONTACT, such as mailto:security@example.org.",
            id="levelground.I022",
        )
    ]


def _of_key_file(path: Path) -> Iterable[CheckMessage]:
    try:
        with path.open("rb"):
            mode = stat.S_IMODE(path.stat().st_mode)
    except OSError as wrong:
        yield Error(
            f"The key file {path} cannot be read: {wrong.strerror}.",
            hint="On a new installation run `python manage.py make_keys`. On an old one put the "
            "copy of the key back: without it nobody's words can be opened.",
            id="levelground.E001",
        )
        return
    # What systemd hands over is the service's alone, also where its mask shows as a group's right.
    if mode & 0o077 and path != credential("kek"):
        yield Error(
            f"The key file {path} can be read by others (mode {mode:04o}).",
            hint=f"Run `chmod 600 {path}`, and think about who may have read it.",
            id="levelground.E002",
        )
    try:
        envelope.key_names()
    except Unopenable:
        yield Error(
            f"The key file {path} does not hold keys.",
            hint="Each of its lines must be 32 bytes in base64, newest first. Put the copy back.",
            id="levelground.E003",
        )


def _of_key_folder(folder: Path) -> Iterable[CheckMessage]:
    if (
        folder.is_dir()
        and not credential("secret_key")
        and (mode := stat.S_IMODE(folder.stat().st_mode)) & 0o077
    ):
        yield Error(
            f"The folder of the keys, {folder}, is open to others (mode {mode:04o}).",
            hint=f"Run `chmod 700 {folder}`, and think about who may have been in it.",
            id="levelground.E004",
        )


def _of_sealed_rows() -> Iterable[CheckMessage]:
    """Whether the key file is the one of this database. A database without sealed rows has none."""
    try:
        missing = envelope.missing_keys()
    except Unopenable:
        return  # E001 or E003 says so
    for name, rows in missing.items():
        yield Error(
            f"The key file {settings.LEVELGROUND_KEY_FILE} is not the one of this database: {rows} "
            f"of its rows are sealed with the key {name}, which is not in it.",
            hint=f"It holds {', '.join(envelope.key_names())}. Put back the copy of the key file "
            "that belongs to this database, or add the missing line below the others. Nothing was "
            "changed. Where that key is lost for ever: see “A lost key” in docs/OPERATIONS.md.",
            id="levelground.E005",
        )


def _of_troubles() -> Iterable[CheckMessage]:
    """What goes wrong in the running house. It keeps nobody from starting."""
    try:
        found = troubles()
    except DatabaseError:
        return  # a database that has not been migrated yet
    for trouble in found:
        yield CheckMessage(WARNING, trouble, id="levelground.W001")


def _of_sqlite(connection: Any) -> Iterable[CheckMessage]:
    connection.ensure_connection()  # which makes the files private where it may
    for path in () if connection.is_in_memory_db() else files_of(_file(connection)):
        if (mode := stat.S_IMODE(path.stat().st_mode)) & 0o077:
            yield Error(
                f"The database file {path} can be read by others (mode {mode:04o}), and is not ours "
                "to change.",
                hint=f"Let it belong to whoever runs the server, or run `chmod 600 {path}` as its owner.",
                id="levelground.E019",
            )
    version = tuple(connection.Database.sqlite_version_info)
    first, last = AFFECTED_SQLITE
    if first <= version <= last:
        yield Critical(
            f"SQLite {'.'.join(map(str, version))} can corrupt a database in WAL mode.",
            hint="Install what requirements.lock names: pysqlite3 brings SQLite 3.51.3 or later.",
            id="levelground.E011",
        )
    if _pragma(connection, "synchronous") < FULL:
        yield Critical(
            "SQLite would lose what it has confirmed when the power fails: synchronous is below FULL.",
            hint="Put `PRAGMA synchronous=FULL` back into DATABASES' init_command.",
            id="levelground.E012",
        )
    if _pragma(connection, "mmap_size") > 0:
        yield Critical(
            "SQLite reads through mapped memory, where a failing disk ends the process.",
            hint="Put `PRAGMA mmap_size=0` back into DATABASES' init_command.",
            id="levelground.E013",
        )
    if not _pragma(connection, "foreign_keys"):
        yield Critical(
            "SQLite does not hold its foreign keys.",
            hint="Put `PRAGMA foreign_keys=ON` back into DATABASES' init_command.",
            id="levelground.E014",
        )
    if not _pragma(connection, "secure_delete"):
        yield Critical(
            "SQLite leaves erased words on the disk: secure_delete is off.",
            hint="Put `PRAGMA secure_delete=ON` back into DATABASES' init_command.",
            id="levelground.E015",
        )
    if connection.transaction_mode != "IMMEDIATE":
        yield Critical(
            "SQLite would let two writers begin at once and fail one of them.",
            hint='Put `"transaction_mode": "IMMEDIATE"` back into DATABASES\' OPTIONS.',
            id="levelground.E016",
        )


def _of_postgresql(connection: Any) -> Iterable[CheckMessage]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('synchronous_commit'), pg_is_in_recovery(),"
            " current_setting('wal_recycle'), current_setting('archive_timeout'),"
            " current_setting('archive_mode'), (SELECT count(*) FROM pg_replication_slots),"
            " current_setting('log_min_error_statement')"
        )
        synchronous, replica, *keeps = cursor.fetchone()
    if synchronous == "off":
        yield Critical(
            "PostgreSQL would lose what it has confirmed: synchronous_commit is off.",
            hint="Set synchronous_commit to on for this database.",
            id="levelground.E017",
        )
    if replica:
        yield Critical(
            "DATABASE_URL names a replica, which lags behind and cannot be written to.",
            hint="Name the primary.",
            id="levelground.E018",
        )
    if kept := ", ".join(_longer_kept(*keeps)):
        yield CheckMessage(
            WARNING,
            f"PostgreSQL may keep what was erased for longer than a day: {kept}.",
            hint="See “Erased on PostgreSQL” in docs/OPERATIONS.md.",
            id="levelground.W002",
        )


def _longer_kept(
    recycle: str, timeout: str, archive: str, slots: int, logged: str
) -> Iterable[str]:
    if recycle == "on":
        yield "wal_recycle is on"
    if timeout == "0":
        yield "archive_timeout is 0"
    if archive != "off":
        yield f"archive_mode is {archive}"
    if slots:
        yield f"there are {slots} replication slots"
    if logged not in {"fatal", "panic"}:
        yield f"log_min_error_statement is {logged}"


def _file(connection: Any) -> Path:
    return Path(connection.settings_dict["NAME"])


def _pragma(connection: Any, name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        row = cursor.fetchone()
    return int(row[0]) if row else 0
