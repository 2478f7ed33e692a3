"""The folder into which a server puts its letters, read as those read it who get them."""

from __future__ import annotations

import email
import re
import time
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

PATIENCE = 60.0
BETWEEN = re.compile(r"^-{79}$", re.MULTILINE)


class Letterbox:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[str, int] = {}  # letters, by address and what was looked for

    def wait_for(self, address: str, what: str) -> str:
        """The first group of `what` in the next letter to this address that holds it."""
        found: list[str] = []
        before = self._read.get(address + what, 0)
        late = time.monotonic() + PATIENCE
        while len(found) <= before:
            assert time.monotonic() < late, f"No letter to {address} in which there is {what}"
            found = [one[1] for text in self._texts(address) if (one := re.search(what, text))]
            time.sleep(0.02)
        self._read[address + what] = before + 1
        return found[before]

    def _texts(self, address: str) -> list[str]:
        """Oldest first."""
        files = sorted(self.folder.glob("*.log"), key=lambda file: file.stat().st_mtime_ns)
        letters = [
            email.message_from_string(part.lstrip(), _class=EmailMessage, policy=default)
            for file in files
            for part in BETWEEN.split(file.read_text())
            if f"To: {address}" in part
        ]
        return [_text(letter) for letter in letters]


def _text(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    return str(body.get_content()) if body else ""
