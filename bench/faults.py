"""The fault tests in their long forms.

`python -m bench.faults --kills 1000` (R1), `--commands 100000` (R5), `--sessions 10000` (R6).
Each is done in batches, every batch in a world of its own. Ends with 1 at the first fault.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "levelground.config.settings")
django.setup()

from tests.faults import test_everything_at_once, test_killed, test_sent_again, world  # noqa: E402  Django first
from tests.faults.crowd import Crowd  # noqa: E402
from tests.faults.server import Seed  # noqa: E402

KILLS, COMMANDS, SESSIONS = 100, 2000, 100  # in one batch
MOVES = 200  # at most between two kills: 100 on average


def kill(folder: world.World, seed: int, number: int) -> tuple[list[str], str]:
    server = Seed(folder)
    crowd = Crowd(folder.groups, server.port, seed=seed)
    try:
        found = asyncio.run(test_killed.work_through_kills(server, crowd, kills=number, most=MOVES))
    finally:
        server.stop()
    return found, f"{number} kills, {crowd.answered} moves answered"


def send(folder: world.World, seed: int, number: int) -> tuple[list[str], str]:
    found, moves = test_sent_again.run(folder, moves=number, seed=seed)
    return found, f"{moves} moves, each sent one to five times"


def live(folder: world.World, seed: int, number: int) -> tuple[list[str], str]:
    found = test_everything_at_once.run(folder, seed=seed, sessions=number, kills=number // 4)
    return found, f"{number} random sessions"


def batches(
    work: Callable[[world.World, int, int], tuple[list[str], str]],
    built: world.World,
    *,
    wanted: int,
    each: int,
) -> None:
    began = time.monotonic()
    for seed in range(1, -(-wanted // each) + 1):
        with tempfile.TemporaryDirectory() as temporary:
            number = min(each, wanted - each * (seed - 1))
            found, reads = work(built.copy_to(Path(temporary) / "var"), seed, number)
        print(
            f"{time.monotonic() - began:7.0f} s  seed {seed}: {reads}; {len(found)} faults",
            flush=True,
        )
        if found:
            print("\n".join(found))
            sys.exit(1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("kills", "commands", "sessions"):
        parser.add_argument(f"--{name}", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        built = world.make(Path(temporary) / "var", groups=2, sessions=100)
        batches(kill, built, wanted=asked.kills, each=KILLS)
        batches(send, built, wanted=asked.commands, each=COMMANDS)
        batches(live, built, wanted=asked.sessions, each=SESSIONS)


if __name__ == "__main__":
    main()
