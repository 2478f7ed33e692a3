"""`levelground process check FILE...`: every fault at once."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from levelground import library
from levelground.core.process import Fault, Faulty, Process, check_book
from levelground.core.words import Sentence
from levelground.terminal.language import fault_in_words, in_own_language
from levelground.terminal.process_files import check_translation, is_translation, read_file


def check(arguments: argparse.Namespace) -> int:
    """Print every fault. Returns 0 if there is none, 1 otherwise."""
    paths: list[Path] = arguments.files
    faults: list[Fault] = []
    processes: list[Process] = []
    files: dict[str, str] = {}
    for path in paths:
        try:
            if is_translation(path):
                check_translation(path)
                continue
            process = read_file(path)
        except Faulty as faulty:
            faults += faulty.faults
            continue
        if not _is_named_for(path, process):
            faults.append(_misnamed(path, process))
        processes.append(process)
        files.setdefault(process.id, str(path))
    processes = _newest(processes)
    given = {process.id for process in processes}
    shipped = [process for name, process in _shipped().items() if name not in given]
    faults += check_book([*processes, *shipped], files=files)
    for fault in faults:
        print(fault_in_words(fault), file=sys.stderr)
    if faults:
        files_with_faults = len({fault.file for fault in faults})
        summary = Sentence(
            "%(faults)d to mend in %(broken)d of %(files)d files.",
            faults=len(faults),
            broken=files_with_faults,
            files=len(paths),
        )
        print(in_own_language(summary), file=sys.stderr)
        return 1
    print(in_own_language(Sentence("%(files)d checked, all can be run.", files=len(paths))))
    return 0


def _newest(processes: list[Process]) -> list[Process]:
    """Those that a session would open with; versions that an id has twice stay, to be named."""
    last: dict[str, int] = {}
    for process in processes:
        last[process.id] = max(process.version, last.get(process.id, 0))
    return [process for process in processes if process.version == last[process.id]]


def _is_named_for(path: Path, process: Process) -> bool:
    """`troika.toml`, or in a folder of its versions `troika/2.toml`."""
    in_folder = (path.parent.name, path.name) == (process.id, f"{process.version}.toml")
    return in_folder or path.name == f"{process.id}.toml"


def _misnamed(path: Path, process: Process) -> Fault:
    return Fault(
        file=str(path),
        where="id",
        what=Sentence("The file is not named for its id “%(id)s”.", id=process.id),
        do=Sentence(
            "Name it %(id)s.toml or %(id)s/%(version)s.toml, or change the id.",
            id=process.id,
            version=process.version,
        ),
    )


def _shipped() -> dict[str, Process]:
    try:
        return dict(library.book())
    except Faulty:
        return {}  # the library itself is being checked
