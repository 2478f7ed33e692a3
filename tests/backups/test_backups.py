"""Goal P3: a backup opens for 30 days, and then for nobody, whatever keys they have."""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from levelground.audit.models import Entry
from levelground.backups import actions, tasks
from levelground.backups.actions import KEPT, back_up, destroy_old_keys, restore, stray_files
from levelground.config.troubles import troubles
from levelground.mine.actions.closing import close_account
from levelground.runtime import clock
from levelground.sealing.envelope import Unopenable
from tests.make import make_person

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
EMAIL = "zwq.canary@example.org"
only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="copies SQLite's file")


@pytest.fixture
def keys(settings: Settings, tmp_path: Path) -> Path:
    settings.BACKUP_KEYS = tmp_path / "keys" / "backups"
    found: Path = settings.BACKUP_KEYS
    return found


@pytest.fixture
def backup(db: None, on_disk: Path, keys: Path, tmp_path: Path) -> Path:
    """A copy with somebody in it who has closed their account a moment later."""
    with clock.held(NOW):
        person = make_person("Zwq", email=EMAIL)
        made = back_up(tmp_path / "copies")
        close_account(person=person)
    return made


def addresses_in(file: Path) -> list[str]:
    return [row[0] for row in sqlite3.connect(file).execute("SELECT email FROM accounts_person")]


@only_sqlite
def test_control_until_then_it_opens_with_all_that_was_erased_since(backup: Path, tmp_path: Path):
    destroy_old_keys(NOW + KEPT - timedelta(seconds=1))

    restore(backup, tmp_path / "again.sqlite3")

    assert EMAIL in addresses_in(tmp_path / "again.sqlite3")


@only_sqlite
def test_after_thirty_days_it_opens_for_nobody(backup: Path, keys: Path, tmp_path: Path):
    assert destroy_old_keys(NOW + KEPT) == 1

    with pytest.raises(Unopenable, match="destroyed after 30 days"):
        restore(backup, tmp_path / "again.sqlite3")
    assert not list(keys.iterdir())
    assert not (tmp_path / "again.sqlite3").exists()


@only_sqlite
def test_nothing_of_anybody_stands_in_the_copy_or_is_left_beside_the_database(
    backup: Path, on_disk: Path
):
    assert b"example.org" not in backup.read_bytes()
    assert b"SQLite format" not in backup.read_bytes()
    assert not list(on_disk.parent.glob(".level-ground*"))
    assert backup.stat().st_mode & 0o077 == 0


@only_sqlite
def test_a_key_opens_its_own_copy_and_no_other(backup: Path, keys: Path, tmp_path: Path):
    with clock.held(NOW + timedelta(days=1)):
        other = back_up(tmp_path / "copies")
    mine, theirs = sorted(keys.iterdir())
    shutil.copy(theirs, mine)

    with pytest.raises(Unopenable):
        restore(backup, tmp_path / "again.sqlite3")
    restore(other, tmp_path / "again.sqlite3")


@only_sqlite
def test_the_commands_say_what_to_do(backup: Path, keys: Path, tmp_path: Path):
    said = io.StringIO()
    with clock.held(NOW + timedelta(days=1)):
        call_command("back_up", str(tmp_path / "more"), stdout=said)
    assert f"copy the folder {keys}" in said.getvalue()

    call_command("restore_backup", str(backup), str(tmp_path / "again"), stdout=said)
    with pytest.raises(CommandError, match="exists"):
        call_command("restore_backup", str(backup), str(tmp_path / "again"))
    shutil.rmtree(keys)
    with pytest.raises(CommandError, match="put the copy of its key back"):
        call_command("restore_backup", str(backup), str(tmp_path / "another"))


@pytest.mark.django_db
def test_a_dump_is_sealed_just_so(keys: Path, tmp_path: Path):
    (tmp_path / "dump").write_bytes(b"as pg_dump wrote it")

    restore(back_up(tmp_path, dump=tmp_path / "dump"), tmp_path / "again")

    assert (tmp_path / "again").read_bytes() == b"as pg_dump wrote it"


@pytest.mark.django_db
@pytest.mark.parametrize("where", [0.0, 0.3, 0.6, 0.9, 1.0])
@pytest.mark.parametrize("cut", [True, False])
def test_whatever_is_changed_or_cut_off_is_noticed(
    keys: Path, tmp_path: Path, where: float, cut: bool
):
    (tmp_path / "dump").write_bytes(b"as pg_dump wrote it" * 9000)
    made = back_up(tmp_path, dump=tmp_path / "dump")
    whole = made.read_bytes()
    at = round(where * (len(whole) - 1))
    made.write_bytes(whole[:at] if cut else whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])

    with pytest.raises(Unopenable, match="damaged"):
        restore(made, tmp_path / "again")
    assert not (tmp_path / "again").exists()


# What lies where it should not, and what was left


@only_sqlite
def test_a_copy_is_whole(backup: Path, tmp_path: Path):
    restore(backup, again := tmp_path / "again.sqlite3")

    assert sqlite3.connect(again).execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def lay(folder: Path) -> None:
    """What operators and their programs leave in a folder."""
    (folder / "level-ground-old").mkdir(parents=True)
    for name in ("level-ground-20260302T120000.000000Z~", "level-ground-", "README", ".DS_Store"):
        (folder / name).write_text("a stray")


@only_sqlite
def test_stray_files_stop_no_destroying_and_are_told(backup: Path, keys: Path):
    lay(keys)

    assert destroy_old_keys(NOW + KEPT) == 1
    assert len(stray_files()) == 5
    assert (keys / "README").exists(), "what is not ours is not ours to destroy"
    assert "5 files in" in " ".join(troubles())


@only_sqlite
def test_control_a_key_is_no_stray_file(backup: Path):
    assert stray_files() == []
    with clock.held(NOW + KEPT):
        assert troubles() == []


@only_sqlite
def test_one_key_that_cannot_be_destroyed_holds_up_no_other(
    backup: Path, keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with clock.held(NOW + timedelta(hours=1)):
        back_up(tmp_path / "copies")
    first, _second = sorted(keys.iterdir())
    destroy = actions._destroy

    def fails_for_the_first(path: Path) -> None:
        if path == first:
            raise PermissionError
        destroy(path)

    monkeypatch.setattr(actions, "_destroy", fails_for_the_first)
    with pytest.raises(PermissionError):
        destroy_old_keys(NOW + KEPT + timedelta(days=1))

    assert list(keys.iterdir()) == [first]
    with clock.held(NOW + KEPT + timedelta(days=1)):
        assert "1 keys in" in " ".join(troubles())


@only_sqlite
def test_what_a_killed_backup_left_is_destroyed_and_what_is_being_written_is_not(
    on_disk: Path, keys: Path, tmp_path: Path
):
    new, old = on_disk.with_name(".level-ground-new"), on_disk.with_name(".level-ground-20260101")
    sealed = tmp_path / "copies" / ".level-ground-sealed"
    sealed.parent.mkdir()
    for path in (new, old, sealed):
        path.write_bytes(b"SQLite format 3\0")
    for path in (old, sealed):
        os.utime(path, (1, 1))
    (link := sealed.with_name(".level-ground-link")).symlink_to(on_disk)
    os.utime(on_disk, (1, 1))

    back_up(tmp_path / "copies")
    assert link.is_symlink()
    assert on_disk.read_bytes().startswith(b"SQLite"), "what a link leads to is left alone"

    assert [path.exists() for path in (new, old, sealed)] == [True, False, False]


@only_sqlite
def test_the_hourly_round_destroys_keys_and_says_so(backup: Path, keys: Path):
    with clock.held(NOW + KEPT):
        tasks.destroy_keys_when_due(clock.now())

    assert not list(keys.iterdir())
    assert Entry.objects.filter(act="backup keys destroyed", about="1 keys").exists()
