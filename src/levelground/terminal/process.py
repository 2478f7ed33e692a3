"""`levelground process`: check process files, show one, play one with simulated members, release."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from levelground.terminal.process_check import check
from levelground.terminal.process_play import play_it
from levelground.terminal.process_release import release
from levelground.terminal.process_show import show

CROWD = 12


def add_parser(subjects: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subjects.add_parser("process", help="check, show or play a process")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")

    checking = actions.add_parser("check", help="name every fault in process files")
    checking.add_argument("files", nargs="+", type=Path, metavar="FILE")
    checking.set_defaults(run=check)

    showing = actions.add_parser("show", help="lay a process out for some people and minutes")
    _for_whom(showing, minutes=60)
    showing.add_argument(
        "--presenters", type=_number(0, CROWD), default=1, metavar="N", help="how many present"
    )
    showing.set_defaults(run=show)

    playing = actions.add_parser("play", help="run it with simulated members; prints a transcript")
    _for_whom(playing, minutes=90)
    playing.add_argument(
        "--seed",
        type=_number(0, 2**32),
        default=1,
        metavar="N",
        help="the same seed, the same play",
    )
    playing.set_defaults(run=play_it)

    releasing = actions.add_parser(
        "release", help="make new versions in the library final: once, when an issue is done"
    )
    releasing.add_argument(
        "--check", action="store_true", help="only say whether a released file was touched"
    )
    releasing.set_defaults(run=release)


def _for_whom(parser: argparse.ArgumentParser, *, minutes: int) -> None:
    parser.add_argument(
        "process", metavar="ID", help="a process of the library (troika, troika@1), or a FILE"
    )
    parser.add_argument(
        "--members", type=_number(2, CROWD), default=5, metavar="N", help="how many people (5)"
    )
    parser.add_argument(
        "--minutes", type=_number(1, 480), default=minutes, metavar="N", help=f"({minutes})"
    )


def _number(least: int, most: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text[:12]) <= most:
            raise argparse.ArgumentTypeError(
                f"“{text[:40]}” will not do. Use a whole number from {least} to {most}."
            )
        return int(text)

    return number
