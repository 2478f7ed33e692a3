"""What is wrong with a process file, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault: the file, the place in it, what is wrong and what to do."""

    file: str
    where: str
    what: str
    do: str

    def __str__(self) -> str:
        return f"{self.file}: {self.where}: {self.what} {self.do}"


class Faulty(Exception):
    """A process file cannot be used. Holds every fault that was found, not just the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))
