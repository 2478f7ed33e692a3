"""The `levelground` command: one word for the subject, one for what to do with it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from levelground import __version__
from levelground.terminal import form, process, serve

PROG = "levelground"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0 if all is well, 1 if something was found wrong, 2 if misused."""
    parser = argparse.ArgumentParser(prog=PROG, description="Peer mentoring, in the terminal.")
    parser.add_argument("--version", action="version", version=f"{PROG} {__version__}")
    subjects = parser.add_subparsers(dest="subject", required=True, metavar="SUBJECT")
    process.add_parser(subjects)
    form.add_parser(subjects)
    serve.add_parsers(subjects)
    chosen = parser.parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        sys.stderr.close()
        return 0


if __name__ == "__main__":
    sys.exit(main())
