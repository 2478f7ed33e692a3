"""Reading people from a spreadsheet as they really are: every fault named with row and column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from levelground.core.formation.faults import Fault, Faulty, check
from levelground.core.formation.people import Answer, Free, Person
from levelground.core.formation.reading import headings, times
from levelground.core.formation.reading.cells import answer_of, is_yes, several, whole
from levelground.core.formation.reading.csv_file import Sheet, sheet_of
from levelground.core.formation.reading.references import linked
from levelground.core.formation.rules import Rules, Weights
from levelground.core.words import Sentence

MOST_FAULTS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """people; rows: the row of each in the file; notes: what was understood in which way."""

    people: tuple[Person, ...]
    rows: tuple[int, ...]
    notes: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Column:
    """One column: its place, its heading as written, and what it means.

    meaning: of `headings.MEANINGS`, "day", "answer", or "" for one that is not used.
    """

    at: int
    heading: str
    meaning: str
    name: str = ""
    day: int = 0
    rest: str = ""


@dataclass(slots=True, kw_only=True)
class Reader:
    """Gathers faults and notes while a sheet is read."""

    rules: Rules
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    parts: set[str] = field(default_factory=set)
    blank: Counter[str] = field(default_factory=Counter)

    def wrong(self, row: int, column: str, what: str) -> None:
        self.faults.append(Fault(row=row, column=column, what=what))


def read(data: bytes, rules: Rules, weights: Weights) -> Roster:
    """People from the bytes of a CSV file. Raises Faulty with every fault found (at most 200)."""
    sheet = sheet_of(data)
    reader = Reader(rules=rules, notes=list(sheet.notes))
    columns = _columns(sheet, reader, weights)
    if reader.faults:
        raise Faulty(reader.faults[:MOST_FAULTS])
    people = []
    for row, cells in sheet.rows:
        if len(cells) > len(sheet.headings) and any(cells[len(sheet.headings) :]):
            reader.wrong(
                row,
                "",
                Sentence(
                    "It has %(cells)s cells under %(headings)s headings.",
                    cells=len(cells),
                    headings=len(sheet.headings),
                ),
            )
        people.append(_person(row, cells, columns, reader))
    rows = [row for row, _ in sheet.rows]
    people = linked(people, rows, reader.wrong)
    if not reader.faults:
        for fault in check(people, rules, weights):
            place = rows[fault.row - 1] if fault.row else 0
            reader.faults.append(replace(fault, row=place))
    if reader.faults:
        raise Faulty(reader.faults[:MOST_FAULTS])
    _tell(reader, columns)
    return Roster(people=tuple(people), rows=tuple(rows), notes=tuple(reader.notes))


def _columns(sheet: Sheet, reader: Reader, weights: Weights) -> list[Column]:
    asked = {headings.plain(name): name for name in weights.mix}
    columns = []
    for at, heading in enumerate(sheet.headings):
        column = Column(at=at, heading=heading[:60], meaning=headings.meaning_of(heading))
        day = times.day_of(heading)
        if column.meaning in headings.ANSWERS:
            column.name = "age" if column.meaning == "birth year" else column.meaning
            column.meaning = "birth year" if column.meaning == "birth year" else "answer"
        elif headings.plain(heading) in asked and not column.meaning:
            column.meaning, column.name = "answer", asked[headings.plain(heading)]
        elif not column.meaning and day:
            column.meaning, (column.day, column.rest) = "day", day
        elif not column.meaning and heading:
            reader.notes.append(
                Sentence(
                    "Column “%(heading)s” is not used; name it under [mix] to count it.",
                    heading=heading[:60],
                )
            )
        columns.append(column)
    used = Counter(
        column.name or column.meaning for column in columns if column.meaning not in {"", "day"}
    )
    for name, often in used.items():
        if often > 1:
            where = ", ".join(f"“{c.heading}”" for c in columns if name in {c.name, c.meaning})
            reader.wrong(
                0, name, Sentence("These columns mean the same: %(where)s. Keep one.", where=where)
            )
    if not used.keys() & {"id", "name", "first name", "last name"}:
        named = ", ".join(f"“{heading[:30]}”" for heading in sheet.headings[:8])
        reader.wrong(
            0,
            "headings",
            Sentence(
                "A column called id or name is needed; the headings are %(named)s.", named=named
            ),
        )
    return columns


def _person(row: int, cells: Sequence[str], columns: Sequence[Column], reader: Reader) -> Person:
    found: dict[str, str] = {}
    answers: dict[str, Answer] = {}
    free: list[Free] = []
    for column in columns:
        cell = cells[column.at] if column.at < len(cells) else ""
        try:
            if column.meaning == "free":
                free += times.free_times(cell)
                reader.parts |= times.parts_in(cell)
            elif column.meaning == "day":
                free += _on_day(column, cell, reader)
            elif column.meaning in {"answer", "birth year"}:
                answer = answer_of(column.name, column.meaning, cell, reader.rules)
                if answer != ():
                    answers[column.name] = answer
            elif column.meaning:
                found[column.meaning] = cell
        except ValueError as unclear:
            reader.wrong(row, column.heading, unclear.args[0])
    name = found.get("name") or " ".join(
        part for part in (found.get("first name", ""), found.get("last name", "")) if part
    )

    def yes(meaning: str, *, otherwise: bool) -> bool:
        if meaning not in found:
            return otherwise
        try:
            answer = is_yes(found[meaning])
        except ValueError as unclear:
            reader.wrong(row, meaning, unclear.args[0])
            return False
        if answer is None:
            reader.blank[meaning] += 1
        return bool(answer)

    try:
        grade = whole(found.get("grade", ""))
    except ValueError as unclear:
        reader.wrong(row, "grade", unclear.args[0])
        grade = None
    return Person(
        id=found.get("id") or name,
        name=name,
        opted_in=yes("opted in", otherwise=True),
        organisation=found.get("organisation", ""),
        trained=yes("trained", otherwise=False),
        grade=grade,
        reports_to=found.get("reports to", ""),
        answers_for=several(found.get("answers for", "")),
        not_together=several(found.get("not together", "")),
        together=found.get("together", ""),
        languages=several(found.get("languages", "")),
        time_zone=found.get("time zone", ""),
        free=tuple(sorted(set(free))),
        answers=answers,
        not_alone_in=tuple(
            headings.meaning_of(wish) or wish for wish in several(found.get("not alone in", ""))
        ),
        group=found.get("group", ""),
    )


def _on_day(column: Column, cell: str, reader: Reader) -> tuple[Free, ...]:
    """A cell under a heading such as "Tue" or "Tue am": a yes, or times."""
    day = list(times.DAYS)[[*times.DAYS.values()].index(column.day)]
    if column.rest:
        if not is_yes(cell):
            return ()
        reader.parts |= times.parts_in(column.rest)
        return times.free_times(f"{day} {column.rest}")
    try:
        answer = is_yes(cell)
    except ValueError:
        reader.parts |= times.parts_in(cell)
        return times.free_times(f"{day} {cell}")
    if answer:
        reader.parts.add("day")
    return times.free_times(f"{day} all day") if answer else ()


def _tell(reader: Reader, columns: Sequence[Column]) -> None:
    """Say what was read in which way, so that nothing is guessed in silence."""
    have = {column.meaning for column in columns}
    for part in sorted(reader.parts):
        starts, ends = times.PARTS[part]
        reader.notes.append(
            Sentence(
                "“%(part)s” was read as %(starts)s:00 to %(ends)s:00.",
                part=part,
                starts=f"{starts // 60:02}",
                ends=f"{ends // 60:02}",
            )
        )
    for meaning, often in sorted(reader.blank.items()):
        reader.notes.append(
            Sentence(
                "“%(meaning)s” was left blank by %(often)s; a blank counts as no.",
                meaning=meaning,
                often=often,
            )
        )
    if "opted in" not in have and reader.rules.opted_in:
        reader.notes.append(
            Sentence(
                "There is no column that says who opted in; everybody listed counts as having said yes."
            )
        )
    if "trained" not in have:
        reader.notes.append(Sentence("There is no column on training; nobody counts as trained."))
    if "id" not in have:
        reader.notes.append(Sentence("There is no column of ids; names serve as ids."))
    if "birth year" in have:
        reader.notes.append(
            Sentence(
                "Ages were counted from the year of birth in %(year)s.",
                year=reader.rules.starts_on.year,
            )
        )
    if "time zone" not in have:
        reader.notes.append(
            Sentence("Times are those of %(time_zone)s.", time_zone=reader.rules.time_zone)
        )
