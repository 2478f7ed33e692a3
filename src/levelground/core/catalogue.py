"""Catalogues of translations, as gettext keeps them: reading and writing .po files, and compiling them.

Ours, so that neither an installation nor a bare machine that runs the tests needs gettext's programs.
Only what our own catalogues use is read. The format: gettext's manual, “The Format of PO Files”.
"""

from __future__ import annotations

import ast
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

BETWEEN_CONTEXT, BETWEEN_FORMS = "\x04", "\x00"
MAGIC, HEAD = 0x950412DE, 28  # of a compiled catalogue: what it begins with, how long its head is
ROW = 8  # bytes of a length and a place


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One sentence. texts: its translation, for a plural one for each form; () or "" where there is none."""

    text: str
    plural: str = ""
    context: str = ""
    texts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # for translators
    places: tuple[str, ...] = ()  # the files it stands in
    is_unsure: bool = False  # gettext's “fuzzy”: somebody must look at it again

    @property
    def key(self) -> tuple[str, str]:
        """Which sentence it is; a plural and a singular of the same words are one."""
        return self.context, self.text

    @property
    def is_translated(self) -> bool:
        return bool(self.texts) and all(self.texts) and not self.is_unsure


def read_po(text: str) -> list[Entry]:
    """Every entry that is in use; the first, with an empty text, is the head. Raises ValueError."""
    return [_entry(lines) for lines in _paragraphs(text) if any("msgid" in one for one in lines)]


def write_po(entries: Iterable[Entry]) -> str:
    return "\n".join(_written(entry) for entry in entries)


def merged(old: Iterable[Entry], fresh: Iterable[Entry]) -> list[Entry]:
    """The fresh sentences with the translations there were; the head stays.

    What is a plural now, or no longer, has to be translated again: it says so.
    """
    known = {entry.key: entry for entry in old}
    head = known.get(("", ""))
    found = [] if head is None else [head]
    for entry in fresh:
        before = known.get(entry.key)
        if before is not None:
            changed = bool(before.plural) != bool(entry.plural) and bool(before.texts)
            entry = replace(  # noqa: PLW2901
                entry, texts=before.texts, is_unsure=before.is_unsure or changed
            )
        found.append(entry)
    return found


def compiled(entries: Iterable[Entry]) -> bytes:
    """What gettext reads at run time (“The Format of GNU MO Files”): sorted texts and where they are."""
    pairs = sorted(_pair(entry) for entry in entries if entry.is_translated)
    texts = b""
    originals: list[tuple[int, int]] = []  # how long each is, and where
    translations: list[tuple[int, int]] = []
    start = HEAD + 2 * ROW * len(pairs)
    for part, rows in ((0, originals), (1, translations)):
        for pair in pairs:
            rows.append((len(pair[part]), start + len(texts)))
            texts += pair[part] + b"\x00"
    head = (MAGIC, 0, len(pairs), HEAD, HEAD + ROW * len(pairs), 0, HEAD + 2 * ROW * len(pairs))
    table = [number for row in (*originals, *translations) for number in row]
    return struct.pack(f"<7I{len(table)}I", *head, *table) + texts


def _pair(entry: Entry) -> tuple[bytes, bytes]:
    name = f"{entry.context}{BETWEEN_CONTEXT}{entry.text}" if entry.context else entry.text
    if entry.plural:
        name += BETWEEN_FORMS + entry.plural
    return name.encode(), BETWEEN_FORMS.join(entry.texts).encode()


def _paragraphs(text: str) -> Iterator[list[str]]:
    paragraph: list[str] = []
    for line in [*text.split("\n"), ""]:
        if line.strip() and not line.startswith("#~"):
            paragraph.append(line.strip())
        elif paragraph:
            yield paragraph
            paragraph = []


def _entry(lines: list[str]) -> Entry:
    parts: dict[str, str] = {}
    now = ""
    for line in lines:
        if line.startswith("#"):
            continue
        if not line.startswith('"'):
            now, _space, line = line.partition(" ")  # noqa: PLW2901
        try:
            parts[now] = parts.get(now, "") + str(ast.literal_eval(line.strip()))
        except SyntaxError:
            raise ValueError(f"not a line of a catalogue: {line}") from None
    return Entry(
        text=parts.get("msgid", ""),
        plural=parts.get("msgid_plural", ""),
        context=parts.get("msgctxt", ""),
        texts=tuple(text for name, text in parts.items() if name.startswith("msgstr")),
        notes=tuple(line[2:].strip() for line in lines if line.startswith("#.")),
        places=tuple(line[2:].strip() for line in lines if line.startswith("#:")),
        is_unsure=any(line.startswith("#,") and "fuzzy" in line for line in lines),
    )


def _written(entry: Entry) -> str:
    lines = [f"#. {note}" for note in entry.notes] + [f"#: {place}" for place in entry.places]
    if entry.is_unsure:
        lines.append("#, fuzzy")
    if entry.context:
        lines.append(f"msgctxt {_quoted(entry.context)}")
    lines.append(f"msgid {_quoted(entry.text)}")
    if entry.plural:
        lines.append(f"msgid_plural {_quoted(entry.plural)}")
        forms = entry.texts or ("", "")
        lines += [f"msgstr[{n}] {_quoted(form)}" for n, form in enumerate(forms)]
    else:
        lines.append(f"msgstr {_quoted(entry.texts[0] if entry.texts else '')}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """On one line, or below an empty one where it has several."""
    lines = ["".join(map(_escaped, line)) for line in text.split("\n")]
    lines = [f"{line}\\n" for line in lines[:-1]] + [line for line in lines[-1:] if line]
    if len(lines) > 1:
        lines.insert(0, "")
    return "\n".join(f'"{line}"' for line in lines) or '""'


def _escaped(letter: str) -> str:
    if letter in '"\\':
        return f"\\{letter}"
    return f"\\{ord(letter):03o}" if letter < " " else letter
