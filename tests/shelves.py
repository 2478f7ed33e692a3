"""Libraries as a later release may have them: each process in a changed version, or a file missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from unittest import mock

from levelground import library
from levelground.core.process import Block, Process, Step
from levelground.core.process.model import Time
from levelground.sessions import store

CACHED = (library.book, library._opened_with)


@contextmanager
def shelved(shelf: Mapping[str, Process]) -> Iterator[None]:
    """As after an upgrade: this is in the library, and no process remembers a session's state."""
    with (
        mock.patch.object(library, "shelf", return_value=shelf),
        mock.patch.object(store, "_remembered", store._Remembered()),
    ):
        _forget()
        yield
    _forget()


def with_next_versions() -> dict[str, Process]:
    """Each process also in a next version: its steps renamed, its last one removed, twice as long."""
    newest = [_changed(process) for process in library.book().values()]
    return {**library.shelf(), **{process.reference: process for process in newest}}


def without(*process_ids: str) -> dict[str, Process]:
    """The files of these processes are missing."""
    return {name: one for name, one in library.shelf().items() if one.id not in process_ids}


def altered() -> dict[str, Process]:
    """What must never be released: another text under the version that was."""
    return {
        process.reference: replace(_changed(process), version=process.version)
        for process in library.shelf().values()
    }


def _forget() -> None:
    for cached in CACHED:
        cached.cache_clear()


def _changed(process: Process) -> Process:
    kept = process.steps[:-1] or process.steps
    return replace(
        process,
        version=process.version + 1,
        name=f"New {process.name}",
        steps=tuple(_anew(item) for item in kept),
    )


def _anew(item: Step | Block) -> Step | Block:
    if isinstance(item, Block):
        return replace(item, steps=tuple(_changed_step(step) for step in item.steps))
    return _changed_step(item)


def _changed_step(step: Step) -> Step:
    return replace(step, id=f"{step.id}-anew", name=f"New {step.name}", time=_twice(step.time))


def _twice(time: Time | None) -> Time | None:
    if time is None:
        return None
    return replace(
        time,
        seconds=2 * time.seconds,
        at_least=time.at_least and 2 * time.at_least,
        at_most=time.at_most and 2 * time.at_most,
    )
