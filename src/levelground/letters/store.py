"""Sealing what waits to be sent. Only this app may use it. How: `levelground.sealing`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

from levelground.letters.models import Letter
from levelground.sealing import envelope, sealed_row


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What goes out. `calendar` is an .ics file with its RFC 5546 `method`; "" for none."""

    to: str = field(repr=False)
    subject: str
    text: str = field(repr=False)
    calendar: str = field(default="", repr=False)
    method: str = ""
    language: str = ""


def seal_mail(letter: Letter, mail: Mail) -> None:
    """Put a mail into a new letter. The row is not saved."""
    sealed_row.give_key(letter)
    letter.body = sealed_row.seal(letter, json.dumps(asdict(mail)).encode())


def open_mail(letter: Letter) -> Mail:
    """Raises envelope.Unopenable."""
    return Mail(**json.loads(sealed_row.open_sealed(letter, letter.body)))


def lost_keys() -> frozenset[str]:
    """The names of keys that the operator has given up."""
    return envelope.lost_keys()
