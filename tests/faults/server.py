"""Real servers that are killed and started again.

`Server` is `python -m levelground.config.serve`, as an operator starts it. `Seed` is a process
that has read the same program once and forks: each server it starts runs the same `main()` from
its first line, opens the database itself and recovers what the last one left. It saves
only the time of importing Python modules, so that a hundred restarts fit into a minute.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from tests.faults.world import World
from tests.installation import environment

PATIENCE = 60.0


class Runs(Protocol):
    """What a fault test needs of a server."""

    port: int

    def start(self) -> None: ...
    def kill(self) -> None: ...
    def stop(self) -> None: ...


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def address(port: int) -> dict[str, str]:
    return {
        "PORT": str(port),
        "LEVELGROUND_URL": f"http://127.0.0.1:{port},http://localhost:{port}",
        "LOG_LEVEL": "WARNING",
    }


def wait_until_open(port: int, process: subprocess.Popen[str] | None = None) -> None:
    """Until somebody listens on this port. The server listens when it has checked the house."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process is not None and process.poll() is not None:
            raise RuntimeError(f"The server ended with {process.returncode}.")
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.005)
    raise TimeoutError("The server did not open.")


class Server:
    def __init__(self, world: World, *, port: int = 0, **more: str) -> None:
        self.port = port or free_port()
        self._environment = environment(world.folder, **(address(self.port) | more))
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "levelground.config.serve"]
        self._process = subprocess.Popen(command, env=self._environment, text=True)
        wait_until_open(self.port, self._process)

    def kill(self) -> None:
        """Without a word: SIGKILL."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def ended(self) -> int:
        """With what it ended by itself; it is killed where it does not."""
        assert self._process
        try:
            return self._process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()
            return 0

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    def _end(self, with_signal: int) -> None:
        if self._process is not None:
            self._process.send_signal(with_signal)
            self._process.wait(PATIENCE)
            self._process = None


class Seed:
    """Starts servers by forking. `plant` names a fault of tests.faults.plants to put in."""

    def __init__(self, world: World, *, plant: str = "", **more: str) -> None:
        self.port = free_port()
        self.world = world
        command = [sys.executable, "-m", "tests.faults.seed", plant]
        self._process = subprocess.Popen(
            command,
            env=environment(world.folder, **(address(self.port) | more)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.pid = 0
        self._hear("ready")

    def start(self) -> None:
        self.pid = int(self._ask("start"))
        wait_until_open(self.port)

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        self._hear("gone")
        self.pid = 0

    def stop(self) -> None:
        if self.pid:
            self.kill()
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait(PATIENCE)
        if self._process.stdout:
            self._process.stdout.close()

    def _ask(self, what: str) -> str:
        assert self._process.stdin
        self._process.stdin.write(f"{what}\n")
        self._process.stdin.flush()
        return self._hear("pid")

    def _hear(self, what: str) -> str:
        assert self._process.stdout
        line = self._process.stdout.readline().split()
        if not line or line[0] != what:
            raise RuntimeError(f"The seed said {line} where {what} was expected.")
        return line[-1]


def database_of(folder: Path) -> Path:
    return folder / "levelground.sqlite3"
