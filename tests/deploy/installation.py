"""A server of a test's own, over a database that is copied and keys that are made here."""

from __future__ import annotations

import base64
import os
import secrets
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.config.test_serve import asking, environment, start
from tests.installation import empty_database


def make_keys(folder: Path) -> None:
    """As `make_keys` does, without a process of its own."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, secret in (
        ("kek", base64.b64encode(secrets.token_bytes(32)).decode()),
        ("secret_key", secrets.token_urlsafe(50)),
    ):
        with os.fdopen(os.open(folder / name, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(secret)


def prepared(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a server that can start in this folder."""
    make_keys(folder / "keys")
    shutil.copy(empty_database(), folder)
    return environment(folder) | more


@contextmanager
def serving(said: dict[str, str]) -> Iterator[int]:
    """The port at which it listens."""
    server = start(said)
    with asking(said):
        pass  # until it is there
    try:
        yield int(said["PORT"])
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=10)
