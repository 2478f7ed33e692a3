"""Taking values out of a TOML table, noting a fault for each that is not what it should be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from levelground.core.process.faults import Fault
from levelground.core.words import Sentence

Table = Mapping[str, object]

LONGEST_TEXT = 600
LONGEST_MINUTES = 240


@dataclass(slots=True)
class Notes:
    """The faults found so far in one file."""

    file: str
    faults: list[Fault] = field(default_factory=list)

    def add(self, where: str, what: str, do: str) -> None:
        self.faults.append(Fault(file=self.file, where=where, what=what, do=do))


@dataclass(frozen=True, slots=True)
class Fields:
    """One table of the file. Every `take` removes nothing and never raises; it notes and goes on."""

    table: Table
    where: str
    notes: Notes

    def fault(self, what: str, do: str) -> None:
        self.notes.add(self.where, what, do)

    def known(self, *keys: str) -> None:
        for key in self.table:
            if key not in keys:
                self.fault(
                    Sentence("“%(key)s” is not a key that is known here.", key=_short(key)),
                    Sentence("Use one of: %(keys)s.", keys=", ".join(keys)),
                )

    def text(self, key: str, *, required: bool = True) -> str:
        value = self.table.get(key)
        if value is None:
            if required:
                self.fault(
                    Sentence("“%(key)s” is missing.", key=key),
                    Sentence('Add %(key)s = "…".', key=key),
                )
            return ""
        if not isinstance(value, str):
            self.fault(
                Sentence("“%(key)s” should be text.", key=key), Sentence("Put it in double quotes.")
            )
            return ""
        if not value.strip():
            self.fault(
                Sentence("“%(key)s” is empty.", key=key),
                Sentence("Write something, or leave the key out."),
            )
        if len(value) > LONGEST_TEXT:
            self.fault(
                Sentence("“%(key)s” is %(value)s characters long.", key=key, value=len(value)),
                Sentence("Keep it under %(longest_text)s.", longest_text=LONGEST_TEXT),
            )
        return " ".join(value.split())

    def one_of(self, key: str, words: Sequence[str], default: str) -> str:
        value = self.table.get(key, default)
        if not isinstance(value, str) or value not in words:
            self.fault(
                Sentence("“%(key)s” is %(value)s.", key=key, value=_short(value)),
                Sentence("Use one of: %(words)s.", words=", ".join(words)),
            )
            return default
        return value

    def number(self, key: str, *, least: int, most: int, default: int) -> int:
        value = self.table.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.fault(
                Sentence("“%(key)s” is %(value)s.", key=key, value=_short(value)),
                Sentence("Use a whole number from %(least)s to %(most)s.", least=least, most=most),
            )
            return default
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        value = self.table.get(key, default)
        if not isinstance(value, bool):
            self.fault(
                Sentence("“%(key)s” is %(value)s.", key=key, value=_short(value)),
                Sentence("Use true or false, without quotes."),
            )
            return default
        return value

    def seconds(self, key: str) -> int | None:
        """Minutes in the file, seconds here. None if there are none, or none that can be used."""
        value = self.table.get(key)
        if value is None:
            return None
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not 0 < value <= LONGEST_MINUTES
        ):
            self.fault(
                Sentence("“%(key)s” is %(value)s.", key=key, value=_short(value)),
                Sentence(
                    "Use minutes above 0, up to %(longest_minutes)s.",
                    longest_minutes=LONGEST_MINUTES,
                ),
            )
            return None
        return max(1, round(value * 60))

    def words(self, key: str) -> tuple[str, ...]:
        """One word or a list of words."""
        value = self.table.get(key)
        if value is None:
            return ()
        several = [value] if isinstance(value, str) else value
        if not isinstance(several, list) or not all(isinstance(word, str) for word in several):
            self.fault(
                Sentence("“%(key)s” is %(value)s.", key=key, value=_short(value)),
                Sentence('Write %(key)s = "one" or %(key)s = ["one", "two"].', key=key),
            )
            return ()
        return tuple(several)

    def inner(self, key: str, where: str) -> Fields | None:
        value = self.table.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.fault(
                Sentence("“%(key)s” is %(value)s.", key=key, value=_short(value)),
                Sentence("Write it as a table: %(key)s = { … }.", key=key),
            )
            return None
        return Fields(value, where, self.notes)

    def inner_list(self, key: str, where: str) -> list[Fields]:
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fault(
                Sentence("“%(key)s” is %(value)s.", key=key, value=_short(value)),
                Sentence("Write it as a list of tables: [[%(key)s]].", key=key),
            )
            return []
        return [
            Fields(item, f"{where} {_named(item, number)}", self.notes)
            for number, item in enumerate(value, start=1)
        ]


def _named(item: Table, number: int) -> str:
    name = item.get("id")
    return f"“{_short(name)}”" if isinstance(name, str) and name else str(number)


def _short(value: object, most: int = 40) -> str:
    try:
        shown = value if isinstance(value, str) else repr(value)
    except ValueError:  # a number of thousands of digits
        return "a very large number"
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"
