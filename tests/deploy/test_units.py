"""The systemd units: read by systemd's own tools, and their ExecStart line run as it stands.

No systemd runs here, so its sandbox is not entered; what the units ask of it is counted by
`systemd-analyze`, and user, umask, environment and credentials are made by hand as it would.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.config.test_serve import ROOT, asking, environment
from tests.deploy.installation import make_keys
from tests.deploy.units import DEPLOY, UNITS, settings_of
from tests.installation import FILE, empty_database

EXPOSURE = "15"  # tenths: systemd calls up to 2.0 “OK”, and a service without any of it 9.6

analyze = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(not analyze, reason="systemd-analyze is missing")
may_mount = (
    os.getuid() == 0
    and subprocess.run(["unshare", "--mount", "true"], check=False, stderr=-3).returncode == 0
)
needs_mounts = pytest.mark.skipif(not may_mount, reason="a file system of one's own needs root")


def is_for_others(python: str) -> bool:
    """Whether another user may run this Python, and it is the one that has our packages."""
    asked = f"exec {python} -c 'import sys; print(sys.version_info[:2])'"
    try:
        done = subprocess.run(
            [*AS_ANOTHER, "sh", "-c", asked], check=False, capture_output=True, text=True, cwd="/"
        )
    except OSError:
        return False
    return done.stdout.strip() == str(sys.version_info[:2])


AS_ANOTHER = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--no-new-privs"]
PYTHON = next(filter(is_for_others, (sys.executable, "/usr/bin/python3")), sys.executable)


def in_place(*command: str, installation: Path) -> list[str]:
    """The command, with this in /opt/levelground, for this command alone."""
    script = (
        "mount -t tmpfs none /opt && chmod 755 /opt && mkdir /opt/levelground && "
        f'mount --bind {installation} /opt/levelground && exec "$@"'
    )
    return ["unshare", "--mount", "sh", "-ec", script, "sh", *command]


@pytest.fixture(scope="module")
def installation() -> Iterator[Path]:
    """What an installation has in /opt/levelground, as far as its units see it."""
    with tempfile.TemporaryDirectory() as folder:
        yield _made(Path(folder))


def _made(folder: Path) -> Path:
    (folder / "bin").mkdir()
    command = folder / "bin" / "levelground"
    command.write_text(
        f"#!{PYTHON}\nimport sys\nfrom levelground.terminal.main import main\n"
        "if __name__ == '__main__':\n    sys.exit(main())\n"
    )
    command.chmod(0o755)
    for parent in (folder, folder / "bin"):
        parent.chmod(0o755)
    return folder


def analyzed(*words: str, installation: Path) -> tuple[int, str]:
    assert analyze
    command = in_place(analyze, *words, installation=installation)
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


@needs_systemd
@needs_mounts
@pytest.mark.parametrize("unit", UNITS)
def test_systemd_can_read_it(unit: str, installation: Path):
    assert analyzed("verify", str(DEPLOY / unit), installation=installation) == (0, "")


@needs_systemd
@needs_mounts
def test_control_what_systemd_cannot_read_is_noticed(tmp_path: Path, installation: Path):
    planted = tmp_path / UNITS[0]
    planted.write_text((DEPLOY / UNITS[0]).read_text().replace("UMask=0077", "UMask=rather small"))

    assert "parse mode value" in analyzed("verify", str(planted), installation=installation)[1]


def exposed(unit: Path, installation: Path) -> int:
    words = ("security", "--offline=true", f"--threshold={EXPOSURE}", "--no-pager", str(unit))
    return analyzed(*words, installation=installation)[0]


@needs_systemd
@needs_mounts
@pytest.mark.parametrize("unit", UNITS)
def test_it_may_reach_little(unit: str, installation: Path):
    assert exposed(DEPLOY / unit, installation) == 0


@needs_systemd
@needs_mounts
def test_control_one_that_may_reach_more_is_noticed(tmp_path: Path, installation: Path):
    planted = tmp_path / UNITS[0]
    text = (DEPLOY / UNITS[0]).read_text()
    planted.write_text(text.replace("CapabilityBoundingSet=\n", "").replace("NoNew", "#"))

    assert exposed(planted, installation) != 0


@pytest.mark.parametrize("unit", UNITS)
def test_what_it_must_say(unit: str):
    said = settings_of(unit)

    assert said["User"] == ["levelground"]
    assert said["UMask"] == ["0077"]
    assert said["KillMode"] == ["control-group"]
    assert said["Restart"] == ["always"]
    assert said["StateDirectoryMode"] == ["0700"]
    assert [one.split(":")[0] for one in said["LoadCredential"]] == ["kek", "secret_key"]


def test_both_live_in_the_same_place_under_the_same_rules():
    """So that what one of them is given the other has, and no guard is forgotten in one."""
    server, worker = (settings_of(unit) for unit in UNITS)
    own = {"Description", "After", "ExecStart"}

    assert {k: v for k, v in server.items() if k not in own} == {
        k: v for k, v in worker.items() if k not in own
    }


def test_commands_are_run_as_the_server_is():
    script = (DEPLOY / "manage").read_text()
    unit = settings_of(UNITS[0])

    for name in ("UMask", "EnvironmentFile", "LoadCredential", "NoNewPrivileges"):
        for value in unit[name]:
            assert f"--property={name}={value} " in script
    assert f"--uid={unit['User'][0]} --gid={unit['Group'][0]}" in script


# The very line


@contextmanager
def started(
    unit: str, folder: Path, installation: Path, *, is_new: bool = False, **more: str
) -> Iterator[dict[str, str]]:
    """What the unit starts, as another user, with umask, folders and credentials as it says."""
    state, cache, credentials = folder / "state", folder / "cache", folder / "credentials"
    for made in (state, cache):
        made.mkdir(mode=0o700)
    if not is_new:
        Path(shutil.copy(empty_database(), state)).chmod(0o600)
    make_keys(credentials)
    for file in credentials.iterdir():
        file.chmod(0o440)  # as systemd's looks where an access list lets the service in
    for made in (state, cache, credentials, *state.iterdir(), *credentials.iterdir()):
        shutil.chown(made, "nobody")
    said = settings_of(unit)
    given = " ".join(said["Environment"]).replace("%S", str(state)).replace("%C", str(cache))
    around = environment(folder) | dict(pair.split("=", 1) for pair in given.split())
    around |= {"CREDENTIALS_DIRECTORY": str(credentials), "PYTHONUNBUFFERED": "1"} | more
    around["LEVELGROUND_DATA"] = str(state)
    around["PYTHONPATH"] += f"{os.pathsep}{sysconfig.get_path('purelib')}"
    as_it = AS_ANOTHER if is_for_others(PYTHON) else ["setpriv", "--no-new-privs"]
    run = f"umask {said['UMask'][0]}; exec {said['ExecStart'][0]}"
    with (folder / "output").open("w") as output:
        process = subprocess.Popen(
            in_place(*as_it, "sh", "-c", run, installation=installation),
            env=around,
            cwd="/",
            stdout=output,
            stderr=output,
        )
    try:
        yield around
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) in {0, -signal.SIGTERM}


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """One that another user can reach."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def ready(around: dict[str, str], within: float = 60.0) -> str:
    """What /readyz says, once it is ready."""
    until = time.monotonic() + within
    while True:
        with suppress(OSError), asking(around) as line:
            line.request("GET", "/readyz")
            answer = line.getresponse()
            text = answer.read().decode()
            if answer.status == 200 or time.monotonic() > until:
                return text
        assert time.monotonic() < until, "nobody answers"
        time.sleep(0.1)


@needs_mounts
@pytest.mark.parametrize("is_new", [False, pytest.param(True, marks=pytest.mark.deep)])
def test_its_own_line_serves(open_folder: Path, installation: Path, is_new: bool):
    with started(UNITS[0], open_folder, installation, is_new=is_new) as around:
        text = ready(around)

        assert text.splitlines()[0] == "ready", text
        state = Path(around["LEVELGROUND_DATA"])
        assert not (state / "keys").exists(), "the keys are the credentials"
        made = {f"{one.stat().st_mode & 0o777:o}" for one in state.iterdir()}
        assert made == {"600"}, "nobody else reads the database"


@needs_mounts
def test_the_workers_own_line_tries_the_letters(open_folder: Path, installation: Path):
    with started(UNITS[1], open_folder, installation, LEVELGROUND_WORK_APART="true") as around:
        database = sqlite3.connect(Path(around["LEVELGROUND_DATA"], FILE), timeout=20)
        with database:
            database.execute(A_LETTER)
        count = "SELECT count(*) FROM letters_letter"
        until = time.monotonic() + 30
        while database.execute(count).fetchone() != (0,):
            assert time.monotonic() < until, (open_folder / "output").read_text()
            time.sleep(0.1)
        database.close()


A_LETTER = """
INSERT INTO letters_letter (kind, wrapped_with, wrapped, body, made_at, due_at, expires_at, tries)
VALUES ('code', 'x', x'', x'', '2026-01-01 00:00:00', '2026-01-01 00:00:00', '2026-01-01 00:10:00', 0)
"""
"""A code that is too late by now: whoever takes it deletes it."""


def test_every_address_of_the_units_is_in_the_documentation():
    page = (ROOT / "docs" / "OPERATIONS.md").read_text()
    text = "".join((DEPLOY / unit).read_text() for unit in UNITS)

    for path in set(re.findall(r"/etc/levelground[\w/]*", text)):
        assert path in page
