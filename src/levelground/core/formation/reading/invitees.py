"""Reading whom to ask: names, addresses, organisations, paid or voluntary, trained. Nothing more.

What people are and whom they answer to, they say themselves; a list that holds it is not believed
and not kept.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from levelground.core.addresses import NotAnAddress, canonical
from levelground.core.formation.faults import Fault, Faulty
from levelground.core.formation.reading import headings
from levelground.core.formation.reading.cells import is_yes
from levelground.core.formation.reading.csv_file import Sheet, sheet_of
from levelground.core.formation.reading.people_list import MOST_FAULTS
from levelground.core.words import Sentence

LONGEST = 80  # letters of a name
ADDRESS = {"email", "e mail", "email address", "e mail address", "mail", "address"}
PAID = {"paid", "is paid", "employed", "paid or voluntary", "paid or volunteer", "paid voluntary"}
UNPAID = {"voluntary", "volunteer", "is volunteer", "unpaid", "staff or volunteer", "capacity"}
PAID_WORDS = {"paid", "staff", "employee", "employed", "paid staff", "salaried"}
UNPAID_WORDS = {"voluntary", "volunteer", "unpaid", "vol"}
ONE_EACH = ("address", "name", "first name", "last name", "organisation", "paid", "trained")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One row. is_paid: None where the list does not say."""

    row: int
    email: str = field(repr=False)
    name: str = field(repr=False)
    organisation: str = field(default="", repr=False)
    is_paid: bool | None = None
    trained: bool = False


@dataclass(slots=True, kw_only=True)
class _Columns:
    """Where each thing stands; and which of the two questions on pay a column puts."""

    width: int
    at: dict[str, int] = field(default_factory=dict)
    heading: dict[str, str] = field(default_factory=dict)
    asks_for_volunteers: bool = False


def read_asked(data: bytes, *, most: int) -> tuple[tuple[Asked, ...], tuple[str, ...]]:
    """People, and notes on how the file was read. Raises Faulty with every fault (at most 200)."""
    sheet = sheet_of(data)
    if len(sheet.rows) > most:
        what = Sentence(
            "The file has more than %(most)s people. Bring them in several files.", most=f"{most:,}"
        )
        raise Faulty([Fault(row=0, column="file", what=what)])
    notes = list(sheet.notes)
    columns = _columns(sheet, notes)
    faults: list[Fault] = []
    people = [_asked(row, cells, columns, faults) for row, cells in sheet.rows]
    faults += _twice(people, columns)
    if faults:
        raise Faulty(sorted(faults, key=lambda fault: fault.row)[:MOST_FAULTS])
    return tuple(people), tuple(notes)


def _columns(sheet: Sheet, notes: list[str]) -> _Columns:
    columns = _Columns(width=len(sheet.headings))
    often: Counter[str] = Counter()
    for at, heading in enumerate(sheet.headings):
        meaning = _meaning(heading)
        if meaning in ONE_EACH:
            often[meaning] += 1
            columns.at[meaning], columns.heading[meaning] = at, heading[:60]
            if meaning == "paid":
                columns.asks_for_volunteers = headings.plain(heading) in UNPAID
        elif meaning == "number":
            continue
        elif meaning and len(notes) < MOST_FAULTS:
            notes.append(
                Sentence(
                    "“%(heading)s” is not taken in: people say that themselves.",
                    heading=heading[:60],
                )
            )
        elif heading and len(notes) < MOST_FAULTS:
            notes.append(Sentence("“%(heading)s” is not used.", heading=heading[:60]))
    faults = [
        Fault(row=0, column=meaning, what=Sentence("Several columns mean the same. Keep one."))
        for meaning, count in often.items()
        if count > 1
    ]
    named = ", ".join(f"“{heading[:30]}”" for heading in sheet.headings[:8])
    if "address" not in often:
        what = Sentence(
            "A column called e-mail is needed; the headings are %(named)s.", named=named
        )
        faults.append(Fault(row=0, column="headings", what=what))
    if not often.keys() & {"name", "first name", "last name"}:
        what = Sentence("A column called name is needed; the headings are %(named)s.", named=named)
        faults.append(Fault(row=0, column="headings", what=what))
    if faults:
        raise Faulty(faults)
    return columns


def _meaning(heading: str) -> str:
    plain = headings.plain(heading)
    if plain in ADDRESS:
        return "address"
    if plain in PAID | UNPAID:
        return "paid"
    meaning = headings.meaning_of(heading)
    return "number" if meaning == "id" else meaning


def _asked(row: int, cells: tuple[str, ...], columns: _Columns, faults: list[Fault]) -> Asked:
    def cell(meaning: str) -> str:
        at = columns.at.get(meaning)
        return " ".join(_seen(cells[at]).split()) if at is not None and at < len(cells) else ""

    def wrong(meaning: str, what: str) -> None:
        faults.append(Fault(row=row, column=columns.heading.get(meaning, meaning), what=what))

    if len(cells) > columns.width and any(cells[columns.width :]):
        wrong(
            "",
            Sentence(
                "It has %(cells)s cells under %(width)s headings.",
                cells=len(cells),
                width=columns.width,
            ),
        )
    typed, email = cell("address"), ""
    if not typed:
        wrong("address", Sentence("There is no address. Nobody can be asked without one."))
    else:
        try:
            email = canonical(typed)
        except NotAnAddress as refused:
            wrong(
                "address",
                Sentence(
                    "“%(typed)s”: %(refused)s", typed=_short(typed), refused=Sentence(str(refused))
                ),
            )
    name = cell("name") or " ".join(
        part for part in (cell("first name"), cell("last name")) if part
    )
    if not name:
        wrong("name", Sentence("There is no name."))
    for meaning, text in (("name", name), ("organisation", cell("organisation"))):
        if len(text) > LONGEST:
            wrong(meaning, Sentence("This is longer than %(longest)s letters.", longest=LONGEST))
    try:
        trained = bool(is_yes(cell("trained")))
    except ValueError as unclear:
        trained = False
        wrong("trained", unclear.args[0])
    try:
        is_paid = _is_paid(cell("paid"), volunteers=columns.asks_for_volunteers)
    except ValueError as unclear:
        is_paid = None
        wrong("paid", unclear.args[0])
    return Asked(
        row=row,
        email=email,
        name=name[:LONGEST],
        organisation=cell("organisation")[:LONGEST],
        is_paid=is_paid,
        trained=trained,
    )


def _is_paid(cell: str, *, volunteers: bool) -> bool | None:
    word = cell.casefold().strip(" .")
    if word in PAID_WORDS:
        return True
    if word in UNPAID_WORDS:
        return False
    try:
        answer = is_yes(cell)
    except ValueError:
        raise ValueError(
            Sentence("“%(cell)s” is neither paid nor voluntary.", cell=_short(cell))
        ) from None
    return answer if answer is None else answer != volunteers


def _twice(people: list[Asked], columns: _Columns) -> list[Fault]:
    first: dict[str, int] = {}
    faults = []
    for one in people:
        if one.email and first.setdefault(one.email, one.row) != one.row:
            what = Sentence("The same address stands in row %(first)s.", first=first[one.email])
            faults.append(Fault(row=one.row, column=columns.heading["address"], what=what))
    return faults


def _seen(text: str) -> str:
    """Without letters that show nothing or turn the line round."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
