"""The server as it is started: what it refuses, what it answers, how it stops."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.installation import empty_database

pytestmark = pytest.mark.xdist_group("server")  # its servers are started once


ROOT = Path(__file__).parents[2]


def environment(folder: Path) -> dict[str, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    return kept | {
        "PYTHONPATH": str(ROOT / "src"),
        "LEVELGROUND_DATA": str(folder),
        "LEVELGROUND_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
    }


def manage(said: dict[str, str], *command: str) -> None:
    subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=said, check=True)


def start(said: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "levelground.config.serve"],
        cwd=ROOT,
        env=said,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@contextmanager
def asking(said: dict[str, str]) -> Iterator[http.client.HTTPConnection]:
    line = http.client.HTTPConnection("127.0.0.1", int(said["PORT"]), timeout=5)
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            line.connect()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            break
    yield line
    line.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    said = environment(tmp_path_factory.mktemp("house"))
    manage(said, "make_keys")
    manage(said, "migrate", "--verbosity", "0")
    server = start(said)
    with asking(said):
        pass  # until it is there
    yield said
    server.send_signal(signal.SIGTERM)
    began = time.monotonic()
    output, _ = server.communicate(timeout=10)
    assert time.monotonic() - began < 3, "a restart may cost a session three seconds"
    more = [line for line in output.splitlines() if " INFO levelground." not in line]
    assert more == [], "it warns of nothing while all is well"


def test_without_a_key_it_does_not_open(tmp_path: Path):
    shutil.copy(empty_database(), tmp_path)

    output, _ = start(environment(tmp_path)).communicate(timeout=20)

    assert "kek cannot be read: No such file or directory." in output
    assert "run `python manage.py make_keys`" in output
    assert "Traceback" not in output


def test_it_answers(house: dict[str, str]):
    with asking(house) as line:
        line.request("GET", "/nowhere/")
        answer = line.getresponse()
        answer.read()

        assert answer.status == 404
        assert "default-src 'none'" in str(answer.headers["content-security-policy"])
        assert answer.headers["cache-control"] == "no-store, private"
        assert answer.headers["server"] is None


def test_static_files_come_straight_from_the_apps(house: dict[str, str]):
    with asking(house) as line:
        line.request("GET", "/static/ui/css/app.css")
        answer = line.getresponse()

        assert answer.status == 200
        assert answer.headers["content-type"].startswith("text/css")
        assert "default-src 'none'" in str(answer.headers["content-security-policy"])


def test_too_much_is_refused_and_the_next_is_served(house: dict[str, str]):
    with asking(house) as line:
        line.request("POST", "/nowhere/", body=b"x" * (5 * 1024 * 1024))
        assert line.getresponse().status == 413
    test_it_answers(house)


def test_another_host_is_not_ours(house: dict[str, str]):
    with asking(house) as line:
        line.request("GET", "/", headers={"Host": "evil.example"})

        assert line.getresponse().status == 400


def test_the_live_line_is_there_for_our_own_pages_only(house: dict[str, str]):
    address = f"ws://127.0.0.1:{house['PORT']}/live/session-1/"
    with (
        connect(address, origin=Origin(house["LEVELGROUND_URL"])) as line,
        pytest.raises(ConnectionClosedError) as ended,
    ):
        line.recv(timeout=5)
    assert ended.value.rcvd
    assert ended.value.rcvd.code == 4401
    with pytest.raises(InvalidStatus), connect(address, origin=Origin("http://evil.example")):
        pass
