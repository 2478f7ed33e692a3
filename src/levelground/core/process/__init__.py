"""Processes: what one is, reading and checking a file, fitting it to people and minutes."""

from __future__ import annotations

from levelground.core.process.checking import check_book, check_process
from levelground.core.process.faults import Fault, Faulty
from levelground.core.process.fitting import Fit, Part, fit
from levelground.core.process.model import Block, Book, Makes, Process, Step
from levelground.core.process.reading import read

__all__ = [
    "Block",
    "Book",
    "Fault",
    "Faulty",
    "Fit",
    "Makes",
    "Part",
    "Process",
    "Step",
    "check_book",
    "check_process",
    "fit",
    "read",
]
