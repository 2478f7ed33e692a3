"""From the bytes of a spreadsheet export to rows of text, whatever program wrote them."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass

from levelground.core.formation.faults import Fault, Faulty
from levelground.core.words import Sentence

LARGEST = 64_000_000  # bytes
WIDEST = 500  # columns
LONGEST = 200_000  # rows
SEPARATORS = (",", ";", "\t", "|")
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """headings; rows: (number of the row as a spreadsheet shows it, its cells); notes."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    notes: tuple[str, ...]


def sheet_of(data: bytes) -> Sheet:
    """The rows of a file, blank ones left out. Raises Faulty with a sentence for people."""
    if len(data) > LARGEST:
        raise _refused(
            Sentence("The file is larger than %(largest)s MB.", largest=LARGEST // 1000000)
        )
    text, encoding = _decoded(data)
    notes = (
        []
        if encoding == "UTF-8"
        else [Sentence("The file was read as %(encoding)s.", encoding=encoding)]
    )
    start = 1
    separator = ""
    if text[:4].lower() == "sep=" and text[4:5] in SEPARATORS:
        separator = text[4]
        text = text.partition("\n")[2]
        start = 2
    head = text.lstrip("\r\n")[:100_000]
    separator = separator or _separator(head.splitlines()[0] if head else "")
    if separator != ",":
        named = {"\t": "tabs", ";": "semicolons", "|": "bars"}[separator]
        notes.append(Sentence("Columns are separated by %(named)s.", named=named))
    rows = _rows(text, separator, start)
    if not rows:
        raise _refused(Sentence("The file is empty."))
    _, headings = rows.pop(0)
    if not rows:
        raise _refused(Sentence("The file has headings but no people."))
    return Sheet(headings=headings, rows=tuple(rows), notes=tuple(notes))


def _decoded(data: bytes) -> tuple[str, str]:
    for mark, codec, name in BOMS:
        if data.startswith(mark):
            try:
                return data.decode(codec).removeprefix("\ufeff"), name
            except UnicodeDecodeError:
                raise _refused(
                    Sentence("The file says it is %(name)s but is damaged.", name=name)
                ) from None
    if b"\x00" in data[:2000]:
        even, odd = data[0:2000:2].count(0), data[1:2000:2].count(0)
        codec = "utf-16-le" if odd > even else "utf-16-be"
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            text = "\x00"
        if "\x00" in text:
            raise _refused(Sentence("This is not a text file. Save the spreadsheet as CSV."))
        return text, "UTF-16"
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        raise _refused(
            Sentence("The letters cannot be read. Save the spreadsheet as CSV UTF-8.")
        ) from None


def _separator(line: str) -> str:
    """The separator most frequent in the headings, outside quotation marks."""
    bare = "".join(part for at, part in enumerate(line.split('"')) if at % 2 == 0)
    return max(SEPARATORS, key=bare.count)


def _rows(text: str, separator: str, start: int) -> list[tuple[int, tuple[str, ...]]]:
    rows: list[tuple[int, tuple[str, ...]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = start - 1
    try:
        for cells in reader:
            number += 1
            if len(cells) > WIDEST:
                raise _refused(
                    Sentence(
                        "Row %(number)s has more than %(widest)s columns.",
                        number=number,
                        widest=WIDEST,
                    )
                )
            if any(cell.strip() for cell in cells):
                rows.append((number, tuple(cell.strip() for cell in cells)))
            if len(rows) > LONGEST:
                raise _refused(
                    Sentence("The file has more than %(longest)s rows.", longest=f"{LONGEST:,}")
                )
    except csv.Error as error:
        what = str(error)
        if "field larger" in what:
            raise _refused(
                Sentence(
                    "Row %(number)s holds a cell of more than 131,000 letters.", number=number + 1
                )
            ) from None
        if "unexpected end" in what:
            raise _refused(Sentence("A quotation mark is opened and never closed.")) from None
        raise _refused(
            Sentence("Row %(number)s has a quotation mark in a wrong place.", number=number + 1)
        ) from None
    return rows


def _refused(what: str) -> Faulty:
    return Faulty([Fault(row=0, column="file", what=what)])
