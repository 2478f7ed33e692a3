"""What people said, and what lists say of them: from files, and as JSON for the sealed store."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from levelground.core.formation.reading.invitees import read_asked
from levelground.core.formation.reading.profiles import Confidence, ProfileAnswers, Standing
from levelground.core.words import from_plain, to_plain

MOST_PEOPLE = 5000  # in one file


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteeRow:
    """What a list says of somebody who is to be asked. They can put it right when they answer."""

    email: str = field(repr=False)
    name: str = field(default="", repr=False)
    organisation: str = field(default="", repr=False)
    is_paid: bool | None = None
    trained: bool = False


def invitee_rows_in(
    data: bytes, *, most: int = MOST_PEOPLE
) -> tuple[list[InviteeRow], tuple[str, ...]]:
    """Whom a file names, and how it was read. Raises Faulty."""
    asked, notes = read_asked(data, most=most)
    known = [
        InviteeRow(
            email=one.email,
            name=one.name,
            organisation=one.organisation,
            is_paid=one.is_paid,
            trained=one.trained,
        )
        for one in asked
    ]
    return known, notes


def packed(profile: ProfileAnswers) -> bytes:
    blank = ProfileAnswers()
    plain = {key: value for key, value in asdict(profile).items() if value != getattr(blank, key)}
    return json.dumps(plain, ensure_ascii=False).encode()


def unpacked(data: bytes) -> ProfileAnswers:
    plain: dict[str, Any] = json.loads(data)
    for key, value in plain.items():
        if isinstance(value, list):
            plain[key] = tuple(value)
    plain["confidences"] = tuple(
        Confidence(standing=Standing(one["standing"]), who=one["who"], id=one.get("id", ""))
        for one in plain.get("confidences", ())
    )
    plain["free"] = tuple((starts, ends) for starts, ends in plain.get("free", ()))
    return ProfileAnswers(**plain)


def packed_list(known: Sequence[InviteeRow], notes: Sequence[str]) -> bytes:
    plain = {"people": [asdict(one) for one in known], "notes": [to_plain(note) for note in notes]}
    return json.dumps(plain, ensure_ascii=False).encode()


def unpacked_list(data: bytes) -> tuple[tuple[InviteeRow, ...], tuple[str, ...]]:
    plain = json.loads(data)
    return tuple(InviteeRow(**one) for one in plain["people"]), tuple(
        from_plain(note) for note in plain["notes"]
    )
