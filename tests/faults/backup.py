"""Backups that are killed at any moment: what do they leave behind that can be read?

`python -m tests.faults.backup TIMES`, in a process of its own that forks one for each backup, prints
what went wrong. With `--named` the open copy has a name while it is sealed, as it once had, so that
something must be found.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from tests.installation import move_in

MARK = b"zwq.canary@example.org"
HEAD = b"SQLite format 3\0"
ROWS = 4000  # a copy takes some hundredths of a second to seal


def main() -> None:
    move_in("tests.faults.backup")
    from django.db import connection  # noqa: PLC0415  only this process becomes a Django

    from levelground.groups.models import Group  # noqa: PLC0415

    data = Path(os.environ["LEVELGROUND_DATA"])
    Group.objects.bulk_create(Group(name=MARK.decode() + "x" * 50) for _each in range(ROWS))
    connection.close()
    whole = _seconds_of_one(data)
    chance, faults, unfinished = random.Random(7), list[str](), 0  # noqa: S311
    for number in range(int(sys.argv[1])):
        if faults and "--named" in sys.argv:
            break  # what had to be found has been
        folder = data / f"copies-{number}"
        child = _begin(folder)
        time.sleep(chance.uniform(0, whole))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        faults += [f"{number}: {path.name} can be read" for path in _readable(data)]
        made = list(folder.glob("*.age"))
        unfinished += not made
        faults += [f"{number}: {path.name} does not open" for path in made if not _opens(path)]
        for path in _readable(data):
            path.unlink()
    print(json.dumps({"faults": faults, "unfinished": unfinished}))  # noqa: T201


def _seconds_of_one(data: Path) -> float:
    began = time.monotonic()
    os.waitpid(_begin(data / "copies"), 0)
    return time.monotonic() - began


def _begin(folder: Path) -> int:
    """A process that makes a backup, as `manage.py back_up` does."""
    child = os.fork()
    if child:
        return child
    from levelground.backups import actions  # noqa: PLC0415

    if "--named" in sys.argv:
        actions._copied = _copied_under_a_name
    actions.back_up(folder)
    os._exit(0)


def _readable(data: Path) -> list[Path]:
    """Files besides the database itself that say what the database says."""
    files = [path for path in data.rglob("*") if path.is_file()]
    return [
        path
        for path in files
        if not path.name.startswith("levelground.sqlite3")
        and (MARK in (said := path.read_bytes()) or HEAD in said)
    ]


def _opens(backup: Path) -> bool:
    from levelground.backups.actions import restore  # noqa: PLC0415
    from levelground.sealing.envelope import Unopenable  # noqa: PLC0415

    try:
        restore(backup, to := backup.with_suffix(".restored"))
    except Unopenable:
        return False
    whole = MARK in to.read_bytes()
    to.unlink()
    return whole


@contextmanager
def _copied_under_a_name() -> Iterator[BinaryIO]:
    from django.db import connection  # noqa: PLC0415

    name = Path(connection.settings_dict["NAME"]).parent / ".level-ground-copy"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(name)])
    with name.open("rb") as plain:
        yield plain
    name.unlink()


if __name__ == "__main__":
    main()
