"""What stands in for a process or a step that is no longer there, so that a session can be read.

Ids are written as words, so a stand-in can carry its id as a name: “check-in” reads “Check in”.
"""

from __future__ import annotations

from collections.abc import Iterable

from levelground.core.process.model import Process, Step
from levelground.core.words import gettext_noop as _

SAY = _("We can't find the text for this step. Agree how to use the time, then move on together.")


class BookOfSession(dict[str, Process]):
    """The processes of one session, by id. For one that is gone, `book[id]` is a stand-in.

    `in`, `get` and `values` know only what is there: a stand-in is never offered as a choice.
    """

    def __init__(self, processes: Iterable[Process], *, frame: str = "") -> None:
        super().__init__((process.id, process) for process in processes)
        self.frame = frame

    def __missing__(self, process_id: str) -> Process:
        return Process(
            id=process_id,
            version=0,
            kind="frame" if process_id == self.frame else "process",
            name=in_words(process_id),
            summary="",
            presents=False,
        )


def missing_step(step_id: str) -> Step:
    """Everyone may speak, and it is over when everyone says so, or its planned time is."""
    return Step(
        id=step_id,
        name=in_words(step_id),
        floor=("everyone",),
        say={"everyone": SAY},
        ends="all-ready",
    )


def in_words(written: str) -> str:
    return written.replace("-", " ").capitalize()
