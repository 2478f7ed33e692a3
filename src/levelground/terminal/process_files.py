"""Finding and reading the processes that a command names."""

from __future__ import annotations

import difflib
from pathlib import Path

from levelground import library
from levelground.core.process import Fault, Faulty, Process, read, read_translation

NAMES = ("ada", "ben", "cai", "dee", "eli", "fay", "gus", "hal", "ivy", "jon", "kim", "lea")


class NotFound(Exception):
    """No process has this name; the message says what there is."""


def found(name: str) -> Process:
    """The process that `name` names: a file, or an id of the library. Raises NotFound, Faulty."""
    path = Path(name)
    if path.suffix == ".toml" or path.is_file():
        return read_file(path)
    shipped = library.book()
    process = shipped.get(name) or library.shelf().get(name)
    if process is not None:
        return process
    near = difflib.get_close_matches(name, shipped, n=3)
    hint = f"Did you mean {' or '.join(near)}?" if near else f"There are: {', '.join(shipped)}."
    raise NotFound(f"The library has no process “{name[:60]}”, and there is no such file. {hint}")


def read_file(path: Path) -> Process:
    """The process in a file. Raises Faulty, also where the file cannot be read."""
    return read(text_of(path), file=str(path))


def check_translation(path: Path) -> None:
    """Read a translation: `<id>.<lang>.toml`, or `<id>/<version>.<lang>.toml`. Raises Faulty."""
    name = path.name.split(".")[0]
    beside = path.with_name(f"{name}.toml")
    if beside.is_file():
        process: Process | None = read_file(beside)
    else:
        process = library.book().get(name) or library.shelf().get(f"{path.parent.name}@{name}")
    if process is None:
        fault = Fault(
            file=str(path),
            where="file",
            what=f"There is no process “{name}” to translate.",
            do=f"Put {name}.toml beside it, or correct the name.",
        )
        raise Faulty([fault])
    read_translation(text_of(path), file=str(path), process=process)


def is_translation(path: Path) -> bool:
    return path.name.count(".") > 1


def text_of(path: Path) -> str:
    """What a file holds. Raises Faulty with a plain reason if it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        what, do = "It is not UTF-8 text.", "Save it as UTF-8."
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        what, do = f"It cannot be read: {reason}.", "Check the name and the rights."
    raise Faulty([Fault(file=str(path), where="file", what=what, do=do)])
