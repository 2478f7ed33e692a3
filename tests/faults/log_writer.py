"""Writes entries of the security log in a process of its own, or checks the chain: told by its test."""

from __future__ import annotations

import json
import sys
from threading import Thread

import django

ENTRIES = 40


def main() -> None:
    django.setup()
    match sys.argv[1]:
        case "write":
            writers = [Thread(target=_write) for _ in range(2)]
            for writer in writers:
                writer.start()
            for writer in writers:
                writer.join()
        case "verify":
            print(json.dumps(_verified()))  # noqa: T201  what the test reads


def _write() -> None:
    from django.db import connection  # noqa: PLC0415  Django first

    from levelground.audit.actions import record  # noqa: PLC0415
    from levelground.core.audit import EntryKind  # noqa: PLC0415

    for number in range(ENTRIES):
        record(EntryKind.REFUSED, act=f"try {number}")
        print(number, flush=True)  # noqa: T201  acknowledged
    connection.close()


def _verified() -> dict[str, object]:
    from levelground.audit.actions import link  # noqa: PLC0415
    from levelground.audit.models import Entry  # noqa: PLC0415
    from levelground.audit.queries import chain_faults  # noqa: PLC0415

    while link():
        pass
    return {
        "faults": [fault for _chain, fault in chain_faults({}) if fault],
        "entries": Entry.objects.count(),
        "waiting": Entry.objects.filter(chain=None).count(),
    }


if __name__ == "__main__":
    main()
