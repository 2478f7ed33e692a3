"""Reads the whole program once, then forks a server whenever it is told to. See server.py."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys


def main() -> None:
    import levelground.config.asgi  # noqa: F401, PLC0415  here, so that only this process reads it
    from levelground.config import serve  # noqa: PLC0415
    from levelground.runtime import clock  # noqa: PLC0415

    if plant := sys.argv[1]:
        from tests.faults import plants  # noqa: PLC0415

        plants.PLANTS[plant]()
    import uvicorn.protocols.http.httptools_impl  # noqa: PLC0415
    import uvicorn.protocols.websockets.auto  # noqa: F401, PLC0415
    import uvloop  # noqa: F401, PLC0415
    from django.template.loader import get_template  # noqa: PLC0415
    from django.urls import resolve  # noqa: PLC0415

    resolve("/sessions/1/moves/")  # reads the modules of every page
    get_template("sessions/show.html")
    get_template("sessions/room.html")

    die_with_parent()
    say("ready")
    for _asked in sys.stdin:
        child = os.fork()
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # as from systemd: never a free number
            os.dup2(2, 1)
            clock._clock.__init__()  # type: ignore[misc]  # a new process reads the wall anew
            serve.main()
            os._exit(0)
        say(f"pid {child}")
        os.waitpid(child, 0)
        say("gone")


def die_with_parent() -> None:
    """A test that is broken off leaves no server behind. (Linux; elsewhere it may.)"""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def say(what: str) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
