"""Both commands of the README on a bare Debian: a folder with nothing but git and Python in it.

    sudo python bench/fresh.py bookworm          # Debian 12
    sudo python bench/fresh.py trixie demo       # Debian 13, bin/demo alone

Prints for each command whether it held and how many seconds it took. Needs root and debootstrap. How
this machine reaches its packages (certificates, sources, pip's and npm's settings) goes into the folder with it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

HERE = Path(__file__).resolve().parents[1]
HOUSE = "root/level-ground"
SEES = {"HOME": "/root", "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LANG": "C.UTF-8"}
REACHES = [  # files by which this machine reaches its packages, where it has them
    "etc/hosts",
    "etc/resolv.conf",
    "etc/pip.conf",
    "etc/npmrc",
    "etc/ssl/certs/ca-certificates.crt",
]
OF_THE_CLIENTS = ("PIP_", "NPM_CONFIG_", "npm_config_", "http_proxy", "https_proxy", "SSL_CERT_")
DEMO_WITHIN, TEST_WITHIN = 900, 5400  # seconds


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("suite", choices=["bookworm", "trixie"])
    reader.add_argument("command", nargs="?", choices=COMMANDS, help="both where none is named")
    asked = reader.parse_args()
    with tempfile.TemporaryDirectory(prefix=f"bare-{asked.suite}-") as folder:
        bare = Path(folder)
        build(bare, asked.suite)
        with mounted(bare):
            held = [
                tried(command, bare) for command in COMMANDS if asked.command in {None, command}
            ]
    return 0 if all(held) else 1


def tried(command: str, bare: Path) -> bool:
    began = time.monotonic()
    held = COMMANDS[command](bare)
    took = time.monotonic() - began
    print(f"bin/{command} {'held' if held else 'FAILED'} after {took:.0f} s", flush=True)
    return held


def build(bare: Path, suite: str) -> None:
    mirror = os.environ.get("DEBIAN_MIRROR")
    bootstrap = ["debootstrap", "--variant=minbase", "--include=git,python3,ca-certificates", suite]
    subprocess.run([*bootstrap, str(bare), *filter(None, [mirror])], check=True, stdout=sys.stderr)
    for name in REACHES:
        if Path("/", name).exists():
            (bare / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(Path("/", name), bare / name)
    for settings in Path("/etc/apt/apt.conf.d").glob("99*"):  # by its owner, not by a package
        shutil.copy(settings, bare / "etc/apt/apt.conf.d")
    subprocess.run(["git", "clone", "--quiet", str(HERE), str(bare / HOUSE)], check=True)


@contextmanager
def mounted(bare: Path) -> Iterator[None]:
    mounts = ["proc", "sys", "dev", "dev/shm"]
    try:
        for name in mounts:
            (bare / name).mkdir(exist_ok=True)
            subprocess.run(["mount", "--bind", f"/{name}", str(bare / name)], check=True)
        yield
    finally:
        for name in reversed(mounts):
            subprocess.run(["umount", "--lazy", str(bare / name)], check=False)


def inside(bare: Path, command: str, **more: str) -> subprocess.Popen[bytes]:
    clients = {name: at for name, at in os.environ.items() if name.startswith(OF_THE_CLIENTS)}
    return subprocess.Popen(
        ["chroot", str(bare), "sh", "-c", f"cd /{HOUSE} && exec {command}"],
        env={**clients, **SEES, **more},
        start_new_session=True,
    )


def demo(bare: Path) -> bool:
    """Whether the demo's first page comes."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = inside(bare, "bin/demo", PORT=str(port))
    latest = time.monotonic() + DEMO_WITHIN
    try:
        while time.monotonic() < latest and running.poll() is None:
            with suppress(OSError):
                urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
                return True
            time.sleep(1)
        return False
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGTERM)
        running.wait()


def test(bare: Path) -> bool:
    running = inside(bare, "bin/test")
    try:
        return running.wait(TEST_WITHIN) == 0
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)
        return False


COMMANDS = {"demo": demo, "test": test}

if __name__ == "__main__":
    sys.exit(main())
