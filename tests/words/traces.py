# ruff: noqa: PLC0415  (Django is set up first)
"""Writes markers into every class of words, in a database of its own, and looks at its files.

Run by test_traces.py, in a process of its own: python -m tests.words.traces [sealed|plain]
"""

from __future__ import annotations

import json
import secrets
import sys
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from tests.installation import move_in

MARK = "canary-" + secrets.token_hex(8)


def write_everything() -> int:
    """Words of every kind: written, edited, erased, expired, parked, shredded. Returns how many."""
    from levelground.runtime import clock
    from levelground.words.actions.words import (
        erase,
        erase_expired,
        park_thought,
        rotate_group_key,
        shred_group,
        write,
    )
    from levelground.words.models import Words
    from levelground.words.queries import prove_membership, prove_self
    from tests.make import make_cast, make_words

    cast = make_cast()
    for seen in Words.Seen.values:
        for kind in ("topic", "note", "commitment", "takeaway", "board"):
            make_words(
                by=cast.ben, group=cast.group, owner=cast.ada, seen=seen, kind=kind, text=MARK
            )
    proof = prove_membership(cast.ada, cast.group)
    for number in range(6):  # the same place, written over and over
        write(
            proof=proof,
            id=(words_id := uuid4()),
            kind="note",
            place="session-1/x",
            text=MARK * 20,
            owner=None,
            seen=Words.Seen.GROUP,
            expires_at=clock.now() + timedelta(hours=number % 2),
        )
        if number % 3 == 0:
            erase(proof=proof, id=words_id)
    for text in (MARK, f"{MARK} again", ""):
        park_thought(proof=prove_self(cast.ben), place="session-1", text=text)
    park_thought(proof=prove_self(cast.cai), place="session-1", text=MARK)
    rotate_group_key(cast.group)
    make_words(by=cast.cai, group=cast.group, text=MARK)
    make_words(by=cast.hana, group=cast.other_group, text=MARK)
    shred_group(cast.other_group)
    erase_expired(clock.now())
    return Words.objects.count()


def main(how: str) -> None:
    move_in("tests.words.traces")
    from django.conf import settings
    from django.db import connection

    from levelground.sealing import envelope

    if how == "plain":
        envelope.seal = lambda key, plain, binding: b"0" * 12 + plain
        envelope.open_sealed = lambda key, sealed, binding: bytes(sealed)[12:]
    kept = write_everything()
    data = Path(settings.DATA_DIR)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(data / "backup.sqlite3")])
    files = {path.name: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    found = sorted(name for name, content in files.items() if MARK.encode() in content)
    print(json.dumps({"kept": kept, "files": sorted(files), "found": found}))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1])
