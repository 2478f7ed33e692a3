"""The systemd units: read by systemd's own tools, and their ExecStart line run as it stands.

No systemd runs here, so its sandbox is not entered; what the units ask of it is counted by
`systemd-analyze`, and user, umask, environment and credentials are made by hand as it would.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.config.test_serve import ROOT, asking, environment
from tests.deploy.house import make_keys
from tests.deploy.units import DEPLOY, UNITS, settings_of

EXPOSURE = "15"  # tenths: systemd calls up to 2.0 “OK”, and a service without any of it 9.6

analyze = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(not analyze, reason="systemd-analyze is missing")
may_mount = (
    os.getuid() == 0
    and subprocess.run(["unshare", "--mount", "true"], check=False, stderr=-3).returncode == 0
)
needs_mounts = pytest.mark.skipif(not may_mount, reason="a file system of one's own needs root")


def in_place(*command: str, installation: Path | None = None) -> list[str]:
    """The command, where /opt/levelground is this checkout, for this command alone."""
    put = installation or Path(sys.executable).parents[1]
    script = (
        f"mount -t tmpfs none /opt && mkdir /opt/levelground && "
        f"mount --bind {put} /opt/levelground && exec \"$@\""
    )
    return ["unshare", "--mount", "sh", "-ec", script, "sh", *command]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What an installation has in /opt/levelground, as far as its units see it."""
    folder = tmp_path_factory.mktemp("opt")
    (folder / "bin").mkdir()
    command = folder / "bin" / "levelground"
    command.write_text(
        f"#!{Path(sys.executable).absolute()}\nimport sys\n"
        "from levelground.terminal.main import main\nsys.exit(main())\n"
    )
    command.chmod(0o755)
    folder.chmod(0o755)
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

    assert "UMask" in analyzed("verify", str(planted), installation=installation)[1]


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
def started(unit: str, folder: Path, installation: Path, **more: str) -> Iterator[dict[str, Any]]:
    """What the unit starts, as another user, with umask, folders and credentials as it says."""
    state, cache, credentials = folder / "state", folder / "cache", folder / "credentials"
    for made in (state, cache):
        made.mkdir(mode=0o700, exist_ok=True)
        shutil.chown(made, "nobody")
    if not credentials.exists():
        make_keys(credentials)
        for file in credentials.iterdir():
            file.chmod(0o440)  # as systemd's looks where an access list lets the service in
            shutil.chown(file, "nobody")
        shutil.chown(credentials, "nobody")
    said = settings_of(unit)
    given = " ".join(said["Environment"]).replace("%S", str(state)).replace("%C", str(cache))
    around = environment(folder) | dict(pair.split("=", 1) for pair in given.split())
    around |= {"CREDENTIALS_DIRECTORY": str(credentials), "PYTHONUNBUFFERED": "1"} | more
    around["LEVELGROUND_DATA"] = str(state)
    as_it = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--no-new-privs"]
    run = f"umask {said['UMask'][0]}; exec {said['ExecStart'][0]}"
    process = subprocess.Popen(
        in_place(*as_it, "sh", "-c", run, installation=installation),
        env=around,
        cwd="/",
        stdout=(folder / "output").open("w"),
        stderr=subprocess.STDOUT,
    )
    try:
        yield around
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) in {0, -signal.SIGTERM}


@pytest.fixture
def open_folder(tmp_path: Path) -> Path:
    """One that another user can reach."""
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.getuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o011)
    return tmp_path


def ready(around: dict[str, str], within: float = 30.0) -> str:
    """What /readyz says, once it is ready."""
    until = time.monotonic() + within
    while True:
        with asking(around) as line:
            line.request("GET", "/readyz")
            answer = line.getresponse()
            text = answer.read().decode()
            if answer.status == 200 or time.monotonic() > until:
                return text
        time.sleep(0.1)


@needs_mounts
def test_its_own_line_sets_up_and_serves(open_folder: Path, installation: Path):
    with started(UNITS[0], open_folder, installation) as around:
        text = ready(around)

        assert text.splitlines()[0] == "ready", text
        state = Path(around["LEVELGROUND_DATA"])
        assert sorted(one.name for one in state.iterdir() if "sqlite3" not in one.name) == []
        modes = {f"{one.stat().st_mode & 0o777:o}" for one in state.iterdir()}
        assert modes == {"600"}, "nobody else reads the database"


@needs_mounts
def test_the_workers_own_line_does_the_jobs(
    open_folder: Path, installation: Path, postgresql: dict[str, Any]
):
    where = f"postgresql://peers@127.0.0.1:{postgresql['port']}/postgres"
    more = {"DATABASE_URL": where, "LEVELGROUND_WORK_APART": "true"}
    with started(UNITS[0], open_folder, installation, **more) as around:
        assert ready(around).startswith("ready")
        with psycopg.connect(where, autocommit=True) as line:
            count = "SELECT count(*) FROM django_tasks_db_dbtaskresult WHERE status = 'READY'"
            put_a_job(around)
            assert line.execute(count).fetchone() == (1,)
            with started(UNITS[1], open_folder, installation, **more):
                until = time.monotonic() + 20
                while line.execute(count).fetchone() != (0,):
                    assert time.monotonic() < until, (open_folder / "output").read_text()
                    time.sleep(0.1)


def put_a_job(around: dict[str, str]) -> None:
    """A letter that is gone by now: a job that finds nothing to do, and is done."""
    code = (
        "import django; django.setup()\n"
        "from levelground.letters.tasks import send_letter\n"
        "send_letter.enqueue(letter=1)"
    )
    subprocess.run(
        [sys.executable, "-c", code],
        env=around | {"DJANGO_SETTINGS_MODULE": "levelground.config.settings"},
        cwd=ROOT,
        check=True,
    )


def test_every_address_of_the_units_is_in_the_documentation():
    page = (ROOT / "docs" / "OPERATIONS.md").read_text()
    text = "".join((DEPLOY / unit).read_text() for unit in UNITS)

    for path in set(re.findall(r"/etc/levelground[\w/]*", text)):
        assert path in page
