"""Sealing what waits to be sent. Only this app may use it. How: `levelground.sealing`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

from levelground.letters.models import Letter
from levelground.sealing import envelope


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What goes out. `calendar` is an .ics file with its RFC 5546 `method`; "" for none."""

    to: str = field(repr=False)
    subject: str
    text: str = field(repr=False)
    calendar: str = field(default="", repr=False)
    method: str = ""


def seal_mail(letter: Letter, mail: Mail) -> None:
    """Put a mail into a new letter. The row is not saved."""
    binding = _binding(letter)
    letter.wrapped_with, letter.wrapped = envelope.new_key(binding)
    key = envelope.unwrap(letter.wrapped_with, letter.wrapped, binding)
    letter.body = envelope.seal(key, json.dumps(asdict(mail)).encode(), binding)


def open_mail(letter: Letter) -> Mail:
    """Raises envelope.Unopenable."""
    binding = _binding(letter)
    key = envelope.unwrap(letter.wrapped_with, letter.wrapped, binding)
    return Mail(**json.loads(envelope.open_sealed(key, letter.body, binding)))


def rewrap(letter: Letter) -> bool:
    """Wrap a key with the newest key-encryption key. True if that changed it; it is not saved."""
    anew = envelope.rewrap(letter.wrapped_with, letter.wrapped, _binding(letter))
    if anew is None:
        return False
    letter.wrapped_with, letter.wrapped = anew
    return True


def lost_keys() -> frozenset[str]:
    """The names of keys that the operator has given up."""
    return envelope.lost_keys()


def _binding(letter: Letter) -> bytes:
    return f"letter|{letter.kind}|{letter.made_at.isoformat()}".encode()
