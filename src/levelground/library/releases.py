"""Which versions of which processes are released: those may never change again, and never go.

Sessions name the versions they opened with and are read with them for ever. `released.sha256` has
a line for each released file, as `sha256sum` writes them. A version without a line is a draft.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from levelground.core.process import Fault

FOLDER = Path(__file__).parent
LIST = "released.sha256"


def faults() -> list[Fault]:
    """Released files that changed or are gone, and versions that leave one out."""
    there = _digests()
    touched = [name for name, digest in _released().items() if there.get(name) != digest]
    return [*(_touched(name, there) for name in touched), *_gaps(there)]


def drafts() -> list[str]:
    """Versions that are not released, as “troika/2.toml”: they may still change."""
    released = _released()
    return [name for name in _digests() if name not in released]


def release() -> list[str]:
    """Release every draft. Returns which those were. Nothing that is released changes by it."""
    new = drafts()
    lines = _digests() | _released()
    text = "".join(f"{digest}  {name}\n" for name, digest in sorted(lines.items()))
    (FOLDER / LIST).write_text(text, encoding="utf-8")
    return new


def _touched(name: str, there: dict[str, str]) -> Fault:
    process, number = _parts(name)
    versions = [version for other, version in map(_parts, there) if other == process]
    following = max([number, *versions]) + 1
    return Fault(
        file=name,
        where="version",
        what=f"Version {number} is released and has {'changed' if name in there else 'gone'}.",
        do=f"Put it back as it was (git log -p shows it). A change is a new file, "
        f"{process}/{following}.toml, with version = {following}.",
    )


def _gaps(there: dict[str, str]) -> Iterator[Fault]:
    for name in there:
        process, number = _parts(name)
        if number > 1 and f"{process}/{number - 1}.toml" not in there:
            yield Fault(
                file=name,
                where="version",
                what=f"There is no version {number - 1} before it.",
                do="Number versions 1, 2, 3.",
            )


def _parts(name: str) -> tuple[str, int]:
    process, _slash, file = name.partition("/")
    return process, int(file.removesuffix(".toml"))


def _digests() -> dict[str, str]:
    """The digest of every version's file, by name. Translations are no versions."""
    return {
        f"{file.parent.name}/{file.name}": hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(FOLDER.glob("*/*.toml"))
        if file.stem.isdecimal()
    }


def _released() -> dict[str, str]:
    lines = (FOLDER / LIST).read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, _space, name in (line.partition("  ") for line in lines)}
