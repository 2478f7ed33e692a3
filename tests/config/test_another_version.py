"""A database that another version made: refused with a sentence, and a demo world built anew."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db.migrations.recorder import MigrationRecorder

from levelground.config import checks
from levelground.config.installation import another_version
from tests.installation import FILE, HOME, empty_database, environment

OLDER = ("groups", "0003_life_of_a_group")  # of 0.1.0


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        env=environment(folder),
        cwd=HOME,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def house(tmp_path: Path) -> Path:
    run(tmp_path, "make_keys")
    (tmp_path / FILE).write_bytes(empty_database().read_bytes())
    (tmp_path / FILE).chmod(0o600)
    return tmp_path


@pytest.fixture
def older(house: Path) -> Path:
    """The same, as if a version had made it whose migrations are not ours."""
    with sqlite3.connect(house / FILE) as database:
        database.execute("DELETE FROM django_migrations WHERE app = 'groups'")
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, '2026-01-01')", OLDER
        )
    database.close()
    return house


@pytest.mark.parametrize("command", ["migrate", "check --database default", "build_demo_world"])
def test_it_is_refused_in_words_and_left_as_it_is(older: Path, command: str):
    before = (older / FILE).read_bytes()

    refused = run(older, *command.split())

    assert refused.returncode != 0
    assert "made by another version" in refused.stderr
    assert "groups.0003_life_of_a_group" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert (older / FILE).read_bytes() == before


def test_the_server_does_not_start_on_it(older: Path):
    started = subprocess.run(
        [sys.executable, "-m", "levelground.config.serve"],
        env=environment(older, PORT="0"),
        cwd=HOME,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert started.returncode != 0
    assert "made by another version" in started.stdout + started.stderr


def test_control_one_of_ours_is_not_refused(house: Path):
    assert run(house, "migrate").returncode == 0
    assert run(house, "check", "--database", "default").returncode == 0


@pytest.mark.django_db
def test_the_database_of_the_tests_is_ours_until_it_has_a_strange_migration():
    assert another_version() == []

    MigrationRecorder.Migration.objects.create(app=OLDER[0], name=OLDER[1])

    assert [one.id for one in another_version()] == ["levelground.E023"]
    assert "levelground.E023" in [one.id for one in checks.databases(None, databases=["default"])]


def test_an_older_demo_world_makes_room(older: Path):
    gone = run(older, "discard_older_world")

    assert gone.returncode == 0, gone.stderr
    assert "built anew" in gone.stdout
    assert not (older / FILE).exists()
    assert (older / "keys").exists()


def test_control_a_demo_world_of_ours_stays(house: Path):
    kept = run(house, "discard_older_world")

    assert (kept.returncode, kept.stdout) == (0, "")
    assert (house / FILE).exists()


def test_only_the_demos_own_folder_is_ever_emptied():
    """Whoever names a folder of theirs is refused like everybody else."""
    script = Path(HOME, "bin", "demo").read_text()

    line = next(one for one in script.splitlines() if "discard_older_world" in one)
    assert line.startswith('[ -n "$ours" ] || [ -n "${DATABASE_URL:-}" ] || ')
    assert "ours=${LEVELGROUND_DATA:+no}" in script.split("export LEVELGROUND_DATA")[0]
