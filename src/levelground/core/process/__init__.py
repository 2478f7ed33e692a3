"""Processes: what one is, reading and checking a file, fitting it to people and minutes."""

from __future__ import annotations

from levelground.core.process.checking import check_process
from levelground.core.process.faults import Fault, Faulty
from levelground.core.process.fitting import Fit, Part, fit
from levelground.core.process.missing import BookOfSession, missing_step
from levelground.core.process.model import Block, Book, Makes, Process, Step
from levelground.core.process.reading import read
from levelground.core.process.shelf import check_book
from levelground.core.process.translating import (
    Translation,
    mapped,
    missing_in,
    read_translation,
    texts_of,
    translate,
)

__all__ = [
    "Block",
    "Book",
    "BookOfSession",
    "Fault",
    "Faulty",
    "Fit",
    "Makes",
    "Part",
    "Process",
    "Step",
    "Translation",
    "check_book",
    "check_process",
    "fit",
    "mapped",
    "missing_in",
    "missing_step",
    "read",
    "read_translation",
    "texts_of",
    "translate",
]
