"""Two write the first words of a person, or of a group, at the same moment: who makes the key?

`python -m tests.faults.first_words`, in a process of its own, prints what went wrong. With
`--nobody-waits` no row is locked, so that it must.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from threading import Barrier, Thread
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from levelground.words.models import DataKey

TIMES = 6
LONG = 0.05  # seconds that a key takes here, so that the other certainly comes meanwhile


def main() -> None:
    import django  # noqa: PLC0415  only this process becomes a Django

    django.setup()
    _take_long_over_keys()
    if "--nobody-waits" in sys.argv:
        _let_nobody_wait()
    for number in range(TIMES):
        for fault in (*_first_note(number), *_first_words_of_a_group(number)):
            print(fault)  # noqa: T201


def _first_note(number: int) -> Sequence[str]:
    """One person saves their first private note from two pages."""
    from levelground.demo.cast import make_person  # noqa: PLC0415
    from levelground.words.actions.words import park_thought  # noqa: PLC0415
    from levelground.words.models import DataKey, Words  # noqa: PLC0415
    from levelground.words.queries import prove_self  # noqa: PLC0415

    one = make_person("Ada", email=f"note-{uuid4()}@example.org")
    proof = prove_self(one)
    faults = _at_once(lambda text: park_thought(proof=proof, place=f"note/{number}", text=text))
    notes, keys = Words.objects.filter(writer=one), DataKey.objects.filter(person=one)
    return [*faults, *_unless(notes.count() == 1 == keys.count(), "not one note under one key")]


def _first_words_of_a_group(number: int) -> Sequence[str]:
    """Two members write the first words of their group."""
    from levelground.demo.cast import make_group, make_person  # noqa: PLC0415
    from levelground.words.actions.words import write  # noqa: PLC0415
    from levelground.words.models import DataKey, Words  # noqa: PLC0415
    from levelground.words.queries import prove_membership  # noqa: PLC0415

    two = {name: make_person(name, email=f"{name}-{uuid4()}@example.org") for name in ("a", "b")}
    group = make_group(name=f"Group {number}", people=list(two.values()))
    faults = _at_once(
        lambda who: write(
            proof=prove_membership(two[who], group),
            id=uuid4(),
            kind="note",
            place=f"here/{number}",
            text="first",
            owner=None,
            seen=Words.Seen.GROUP,
            expires_at=None,
        )
    )
    words, keys = Words.objects.filter(group=group), DataKey.objects.filter(group=group)
    both = words.count() == len(two) and keys.count() == 1
    return [*faults, *_unless(both, "not the words of both under one key")]


def _at_once(write: Callable[[str], None]) -> list[str]:
    """Two threads, each with a connection of its own, begin together."""
    from django.db import connection  # noqa: PLC0415

    together, faults = Barrier(2), list[str]()

    def one(name: str) -> None:
        try:
            connection.ensure_connection()
            together.wait(timeout=10)
            write(name)
        except Exception as fault:  # noqa: BLE001  whatever it is, it is told
            faults.append(f"{name}: {type(fault).__name__}")
        finally:
            connection.close()

    threads = [Thread(target=one, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def _unless(holds: bool, fault: str) -> list[str]:
    return [] if holds else [fault]


def _take_long_over_keys() -> None:
    from levelground.words import store  # noqa: PLC0415

    quick = store.new_key

    def new_key(key: DataKey) -> DataKey:
        time.sleep(LONG)
        return quick(key)

    store.new_key = new_key  # the same, later


def _let_nobody_wait() -> None:
    from django.db.models import QuerySet  # noqa: PLC0415

    QuerySet.select_for_update = lambda rows, **_how: rows  # type: ignore[method-assign]  # for once


if __name__ == "__main__":
    main()
