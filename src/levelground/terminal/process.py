"""`levelground process`: check process files, show one, play one with simulated members."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from levelground import library
from levelground.core.process import Fault, Faulty, Process, check_book, read


def add_parser(subjects: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subjects.add_parser("process", help="check, show or play a process")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")

    check = actions.add_parser("check", help="name every fault in process files")
    check.add_argument("files", nargs="+", type=Path, metavar="FILE")
    check.set_defaults(run=_check)


def _check(arguments: argparse.Namespace) -> int:
    faults: list[Fault] = []
    processes: list[Process] = []
    files: dict[str, str] = {}
    for path in arguments.files:
        try:
            process = read(path.read_text(encoding="utf-8"), file=str(path))
        except Faulty as faulty:
            faults += faulty.faults
        except UnicodeDecodeError:
            faults.append(
                Fault(
                    file=str(path),
                    where="file",
                    what="It is not UTF-8 text.",
                    do="Save it as UTF-8.",
                )
            )
        except OSError as error:
            faults.append(
                Fault(
                    file=str(path),
                    where="file",
                    what=f"It cannot be read: {error.strerror}.",
                    do="Check the name and the rights.",
                )
            )
        else:
            processes.append(process)
            files[process.id] = str(path)
    known = {process.id for process in processes}
    shipped = [process for name, process in _shipped().items() if name not in known]
    faults += [fault for fault in check_book([*processes, *shipped], files=files)]
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        print(
            f"{len(faults)} to mend in {len({fault.file for fault in faults})} of {len(arguments.files)} files.",
            file=sys.stderr,
        )
        return 1
    print(f"{len(processes)} checked, all can be run.")
    return 0


def _shipped() -> dict[str, Process]:
    try:
        return dict(library.book())
    except Faulty:
        return {}  # the library itself is being checked
