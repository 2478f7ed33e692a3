"""A frame in which a process is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from levelground.core.process import Block, Process
from levelground.core.process.model import Choose
from tests.core.make import CAST, Room, a_frame, minutes, opened, step

CHOOSE = step(
    "choose", time=3, choose=Choose(options=("library",), time=minutes(30, 5, 60))
)  # fmt: skip
FRAME = a_frame(
    step("bring", decides=True, time=3),
    Block(id="each", repeat="presenter", steps=(CHOOSE,)),
    step("close", time=2),
)


def asked_to_bring(*processes: Process, members: Sequence[str] = CAST, long: int = 90) -> Room:
    return opened(FRAME, *processes, members=members, long=long)


def choosing(presenter: str, *processes: Process, presenters: Sequence[str] = (), members: Sequence[str] = CAST, long: int = 90) -> Room:  # fmt: skip
    """`presenter` presents (first of `presenters`), and the group is choosing a process."""
    room = asked_to_bring(*processes, members=members, long=long)
    who = presenters or (presenter,)
    room(*(f"{member} offer" for member in who))
    proposal = f"propose presenters {' '.join(who)}"
    for member in (*who, *(m for m in members if m not in who)):
        if room.step == "bring":
            room(f"{member} {proposal}")
    assert room.step == "choose"
    return room


def chosen(presenter: str, process: Process, *others: Process, presenters: Sequence[str] = (), members: Sequence[str] = CAST, long: int = 90) -> Room:  # fmt: skip
    """The group has chosen `process`, and its first step runs."""
    room = choosing(presenter, process, *others, presenters=presenters, members=members, long=long)
    for member in (presenter, *(m for m in members if m != presenter)):
        if room.step == "choose":
            room(f"{member} propose process {process.id}")
    assert room.state.process == process
    return room
