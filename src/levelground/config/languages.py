"""Which languages the house speaks: English, and each folder of `locale/` that is complete.

A folder says in its `language.toml` what it is and what it covers:

    name = "te reo Māori"       as its readers write it
    covers = ["everything"]     or parts: folders of levelground/, such as "groups" or "core/session"
    right_to_left = false       may be left out

It is offered once every sentence of these parts is translated, and so are the processes if “library”
is among them. How a language is made: docs/TRANSLATING.md.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from levelground.core.catalogue import Entry, read_po
from levelground.library import untranslated

EVERYTHING, LIBRARY = "everything", "library"
FILE = "language.toml"
CATALOGUE = Path("LC_MESSAGES/django.po")
SOURCE = "src/levelground/"
ENGLISH = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    code: str
    name: str
    covers: tuple[str, ...]
    is_from_the_right: bool = False

    @property
    def info(self) -> dict[str, object]:
        """As Django lists the languages it knows (django.conf.locale.LANG_INFO)."""
        return {
            "bidi": self.is_from_the_right,
            "code": self.code,
            "name": self.name,
            "name_local": self.name,
        }


def complete_languages(locale: Path) -> Iterator[Language]:
    """Those of this folder that may be offered, by code."""
    for folder in sorted(locale.iterdir()) if locale.is_dir() else ():
        if (folder / FILE).is_file():
            language = read_language(folder)
            if not any(missing(folder, language)):
                yield language


def read_language(folder: Path) -> Language:
    """What its file says. Raises ValueError or KeyError where it does not say enough."""
    written = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
    return Language(
        code=folder.name.lower().replace("_", "-"),
        name=written["name"],
        covers=tuple(written["covers"]),
        is_from_the_right=bool(written.get("right_to_left", False)),
    )


def missing(folder: Path, language: Language) -> Iterator[str]:
    """What a folder says that it covers and does not yet have: English sentences, texts of processes."""
    compiled = (folder / CATALOGUE).with_suffix(".mo")
    if not compiled.is_file():
        yield f"{compiled.name}: run compilemessages"
        return
    for entry in read_po((folder / CATALOGUE).read_text(encoding="utf-8")):
        if entry.text and _is_covered(entry, language.covers) and not entry.is_translated:
            yield entry.text
    if {EVERYTHING, LIBRARY} & set(language.covers):
        yield from untranslated(language.code)


def _is_covered(entry: Entry, parts: tuple[str, ...]) -> bool:
    return EVERYTHING in parts or any(
        place.startswith(f"{SOURCE}{part}") for place in entry.places for part in parts
    )
