"""`levelground process play ID`: simulated members in accelerated time."""

from __future__ import annotations

import argparse
import random
import sys

from levelground import library
from levelground.core.process import Book, Faulty, Process, check_book, fit
from levelground.core.session.notation import perform, write_transcript
from levelground.core.session.play import play
from levelground.terminal.process_files import NAMES, NotFound, found

FRAME = "short-meeting"  # what a process is played in
EXAMPLE = "respond-in-turn"  # what is chosen when a frame is played
LARGEST = 8


def play_it(arguments: argparse.Namespace) -> int:
    """Print a transcript. Returns 0, 1 if it could not be played so, 2 if there is none."""
    try:
        process = found(arguments.process)
        book = _with(process, arguments.process)
    except NotFound as missing:
        print(missing, file=sys.stderr)
        return 2
    except Faulty as faulty:
        print(faulty, file=sys.stderr)
        return 1
    reason = _why_not(process, book, arguments)
    if reason:
        print(reason, file=sys.stderr)
        return 2
    members = NAMES[: arguments.members]
    is_frame = process.kind == "frame"
    lines = play(
        book=book,
        frame=process.id if is_frame else FRAME,
        process=EXAMPLE if is_frame else process.id,
        members=members,
        minutes=arguments.minutes,
        chance=random.Random(arguments.seed),  # noqa: S311  a play, not a secret
    )
    print(
        f"# levelground process play {process.id} --members {arguments.members}"
        f" --minutes {arguments.minutes} --seed {arguments.seed}"
    )
    print(write_transcript(lines, book=book), end="")
    state = perform(lines, book=book)
    if is_frame or any(part.process == process.id for part in state.plan):
        return 0
    print(_not_chosen(process, members, arguments.minutes), file=sys.stderr)
    return 1


def _with(process: Process, file: str) -> Book:
    """The library and this process. Raises Faulty if they do not go together."""
    others = [other for name, other in library.book().items() if name != process.id]
    faults = check_book([process, *others], files={process.id: file})
    if faults:
        raise Faulty(faults)
    return {**library.book(), process.id: process}


def _why_not(process: Process, book: Book, arguments: argparse.Namespace) -> str:
    if arguments.members > LARGEST:
        return f"A session has room for {LARGEST}. Use --members {LARGEST} or fewer."
    if process.kind == "module":
        holders = [
            other.id
            for other in book.values()
            for step in other.all_steps()
            if step.choose and process.id in step.choose.options
        ]
        hint = f" Play one that holds it: {', '.join(holders)}." if holders else ""
        return f"“{process.id}” is a module and only runs inside another process.{hint}"
    missing = FRAME if process.kind != "frame" else EXAMPLE
    return "" if missing in book else f"The library has no “{missing}” to play it with."


def _not_chosen(process: Process, members: tuple[str, ...], minutes: int) -> str:
    presenters = members[:1] if process.presents else ()
    laid_out = fit(process, members=members, presenters=presenters, seconds=minutes * 60)
    if laid_out.advice:
        return " ".join(str(one) for one in laid_out.advice)
    return f"The rest of the meeting leaves too little time for it. Try --minutes {minutes + 15}."
