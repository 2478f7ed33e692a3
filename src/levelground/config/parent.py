"""Stops a server process whose parent process was killed, so that no orphan goes on serving.

With several processes, uvicorn's first one starts the others and only watches over them. Killed
(`kill -9`, out of memory), it would leave them behind: they hold the port, and serve old code.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import time
from multiprocessing import connection

WITHIN = 5.0  # seconds to end in order; open pages come back by themselves

log = logging.getLogger(__name__)


def stop_with_parent() -> None:
    """In a process that another one started; in any other, do nothing."""
    if parent := multiprocessing.parent_process():
        threading.Thread(target=_watch, args=[parent.sentinel], daemon=True, name="parent").start()


def _watch(sentinel: int) -> None:
    """In a thread of its own, so that an event loop that is busy cannot put it off."""
    connection.wait([sentinel])  # closed by the system when the parent ends, however it ends
    log.error("The process that started this one is gone. This one stops too.")
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(WITHIN)
    os._exit(1)
