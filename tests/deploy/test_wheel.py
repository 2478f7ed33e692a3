"""The one file that an operator installs: what is in it, and that it runs with nothing else."""

from __future__ import annotations

import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from tests.config.test_serve import ROOT, asking, environment
from tests.deploy.test_units import ready

GIT = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="no git here: bin/wheel needs it")
pytestmark = GIT


def built(into: Path) -> Path:
    subprocess.run([ROOT / "bin" / "wheel", into], check=True, stdout=subprocess.DEVNULL)
    [wheel] = into.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("dist"))


def committed() -> set[str]:
    command = ["git", "ls-tree", "-r", "--name-only", "HEAD", "src"]
    named = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return {line.removeprefix("src/") for line in named.splitlines()}


def missing_in(names: set[str]) -> set[str]:
    return committed() - names


def test_all_that_is_in_the_package_is_in_it_and_nothing_else(wheel: Path):
    names = set(zipfile.ZipFile(wheel).namelist())

    assert not missing_in(names)
    assert {name.split("/")[0] for name in names - committed()} == {f"{wheel.name[:17]}.dist-info"}
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_control_a_template_that_is_left_out_is_noticed(wheel: Path):
    names = {name for name in zipfile.ZipFile(wheel).namelist() if not name.endswith(".html")}

    assert missing_in(names)


def test_it_asks_for_exactly_what_was_tested(wheel: Path):
    with zipfile.ZipFile(wheel) as inside:
        [metadata] = [name for name in inside.namelist() if name.endswith("/METADATA")]
        text = inside.read(metadata).decode()
    command = ["git", "show", "HEAD:requirements.lock"]
    lock = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout

    asked = re.findall(r"^Requires-Dist: ([\w.-]+)\S*==(\S+?)$", text, re.MULTILINE)
    locked = re.findall(r"^([\w.-]+)\S*==(\S+?)(?: ;.*)? \\$", lock, re.MULTILINE)
    assert len(locked) > 40
    assert sorted(asked) == sorted(locked)


def test_its_bytes_know_no_clock(wheel: Path):
    told = ["git", "log", "-1", "--format=%ct"]
    at = int(subprocess.run(told, cwd=ROOT, check=True, capture_output=True, text=True).stdout)

    assert {one.date_time for one in zipfile.ZipFile(wheel).infolist()} == {
        (*time.gmtime(at)[:5], at % 60 // 2 * 2)  # a zip counts every other second
    }


@pytest.mark.deep
def test_the_same_commit_gives_the_same_bytes(wheel: Path, tmp_path: Path):
    assert built(tmp_path).read_bytes() == wheel.read_bytes()


@pytest.mark.deep
def test_it_installs_into_nothing_and_one_command_serves(wheel: Path, tmp_path: Path):
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "empty"], check=True)
    of_its_own = tmp_path / "empty" / "bin"
    subprocess.run([of_its_own / "pip", "install", "--quiet", wheel], check=True)
    said = environment(tmp_path / "unused") | {"HOME": str(tmp_path), "XDG_DATA_HOME": ""}
    for name in ("PYTHONPATH", "LEVELGROUND_DATA", "LEVELGROUND_URL"):
        del said[name]
    server = subprocess.Popen(
        [of_its_own / "levelground", "serve"],
        cwd=tmp_path,
        env=said,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert ready(said, within=180).startswith("ready")
        for address, kind in (("/sign-in/", "text/html"), ("/static/ui/css/app.css", "text/css")):
            with asking(said) as line:
                line.request("GET", address)
                answer = line.getresponse()
                assert answer.status == 200
                assert answer.headers["content-type"].startswith(kind)
    finally:
        server.terminate()
        output, _ = server.communicate(timeout=10)
    assert f"Open http://localhost:{said['PORT']}" in output
    assert (tmp_path / ".local/share/levelground/keys/kek").stat().st_mode & 0o777 == 0o600
    subprocess.run(
        [of_its_own / "levelground", "manage", "check", "--database", "default"],
        check=True,
        cwd=tmp_path,
        env=said,
    )
    subprocess.run(
        [of_its_own / "levelground", "process", "show", "troika", "--members", "3"],
        check=True,
        cwd=tmp_path,
        env=said,
        stdout=subprocess.DEVNULL,
    )
