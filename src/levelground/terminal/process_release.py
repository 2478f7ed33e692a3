"""`levelground process release`: make new versions of the library final, once in an issue."""

from __future__ import annotations

import argparse
import sys

from levelground.library import releases


def release(arguments: argparse.Namespace) -> int:
    """Release every draft, or with --check only look. Returns 1 if a released file was touched."""
    faults = releases.faults()
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        return 1
    if arguments.check:
        _say("Not released yet, so these may still change:", releases.drafts())
        return 0
    _say("Released, for ever:", releases.release())
    return 0


def _say(what: str, names: list[str]) -> None:
    print(f"{what} {', '.join(names)}." if names else "Every version in the library is released.")
