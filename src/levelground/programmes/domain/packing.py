"""What people said, and what lists say of them: from files, and as JSON for the sealed store."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from levelground.core.formation.reading.invitees import read_asked
from levelground.core.formation.reading.profiles import Said, Standing, Told

MOST_PEOPLE = 5000  # in one file


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a list says of somebody who is to be asked. They can put it right when they answer."""

    email: str = field(repr=False)
    name: str = field(default="", repr=False)
    organisation: str = field(default="", repr=False)
    is_paid: bool | None = None
    trained: bool = False


def known_in(data: bytes, *, most: int = MOST_PEOPLE) -> tuple[list[Known], tuple[str, ...]]:
    """Whom a file names, and how it was read. Raises Faulty."""
    asked, notes = read_asked(data, most=most)
    known = [
        Known(
            email=one.email,
            name=one.name,
            organisation=one.organisation,
            is_paid=one.is_paid,
            trained=one.trained,
        )
        for one in asked
    ]
    return known, notes


def packed(said: Said) -> bytes:
    blank = Said()
    plain = {key: value for key, value in asdict(said).items() if value != getattr(blank, key)}
    return json.dumps(plain, ensure_ascii=False).encode()


def unpacked(data: bytes) -> Said:
    plain: dict[str, Any] = json.loads(data)
    for key, value in plain.items():
        if isinstance(value, list):
            plain[key] = tuple(value)
    plain["told"] = tuple(
        Told(standing=Standing(one["standing"]), who=one["who"], id=one.get("id", ""))
        for one in plain.get("told", ())
    )
    plain["free"] = tuple((starts, ends) for starts, ends in plain.get("free", ()))
    return Said(**plain)


def packed_list(known: Sequence[Known], notes: Sequence[str]) -> bytes:
    told = {"people": [asdict(one) for one in known], "notes": list(notes)}
    return json.dumps(told, ensure_ascii=False).encode()


def unpacked_list(data: bytes) -> tuple[tuple[Known, ...], tuple[str, ...]]:
    told = json.loads(data)
    return tuple(Known(**one) for one in told["people"]), tuple(told["notes"])
